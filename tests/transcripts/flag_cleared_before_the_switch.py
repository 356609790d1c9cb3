# A flag that is cleared before the others have a turn wakes nobody.
import asyncio


async def waiter(flag):
    await flag.wait()
    print("flag seen")


async def main():
    flag = asyncio.ThreadSafeFlag()
    task = asyncio.create_task(waiter(flag))
    await asyncio.sleep_ms(0)
    flag.set()
    flag.clear()
    await asyncio.sleep_ms(20)
    print(task.done())
    flag.set()
    await asyncio.sleep_ms(20)
    print(task.done())
    flag.set()
    flag.clear()
    task = asyncio.create_task(waiter(flag))
    await asyncio.sleep_ms(20)
    print(task.done())


asyncio.run(main())
