# A task that a flag has woken and that is cancelled before its turn leaves it set.
import asyncio


async def waiter(flag):
    try:
        await flag.wait()
        print("flag seen")
    except asyncio.CancelledError:
        print("cancelled")


async def main():
    flag = asyncio.ThreadSafeFlag()
    task = asyncio.create_task(waiter(flag))
    await asyncio.sleep_ms(10)
    flag.set()
    await asyncio.sleep_ms(0)
    print(task.done(), task.cancel())
    await task
    await flag.wait()
    print("it was still set")


asyncio.run(main())
