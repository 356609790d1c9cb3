# A wait for a flag that is given up leaves the flag to the next wait.
import asyncio


async def waiter(flag, name):
    try:
        await flag.wait()
        print(name, "saw the flag")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    flag = asyncio.ThreadSafeFlag()
    try:
        await asyncio.wait_for_ms(waiter(flag, "first"), 20)
    except asyncio.TimeoutError:
        print("too late")
    task = asyncio.create_task(waiter(flag, "second"))
    await asyncio.sleep_ms(0)
    flag.set()
    print(task.cancel())
    await asyncio.sleep_ms(0)
    await asyncio.wait_for_ms(waiter(flag, "third"), 500)
    task = asyncio.create_task(waiter(flag, "fourth"))
    await asyncio.sleep_ms(10)
    print(task.done())


asyncio.run(main())
