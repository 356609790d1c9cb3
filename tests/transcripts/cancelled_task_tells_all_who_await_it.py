# All who await a task that is cancelled get the CancelledError, and may go on.
import asyncio


async def work():
    await asyncio.sleep_ms(100)


async def reader(name, task):
    try:
        await task
    except asyncio.CancelledError:
        print(name, "hears of it")
        await asyncio.sleep_ms(0)
        print(name, "goes on")


async def main():
    task = asyncio.create_task(work())
    readers = [asyncio.create_task(reader(name, task)) for name in ["a", "b", "c"]]
    await asyncio.sleep_ms(10)
    task.cancel()
    for each in readers:
        await each
    print("and main")


asyncio.run(main())
