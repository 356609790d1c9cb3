# All who await a task get its value, in the order in which they began to wait.
import asyncio


async def work():
    await asyncio.sleep_ms(20)
    print("work ends")
    return 42


async def reader(name, task, ms):
    await asyncio.sleep_ms(ms)
    print(name, "waits")
    print(name, "got", await task)
    print(name, "again", await task)


async def main():
    task = asyncio.create_task(work())
    readers = [
        asyncio.create_task(reader("late", task, 10)),
        asyncio.create_task(reader("early", task, 0)),
        asyncio.create_task(reader("too late", task, 40)),
    ]
    for each in readers:
        await each
    print("main got", await task)


asyncio.run(main())
