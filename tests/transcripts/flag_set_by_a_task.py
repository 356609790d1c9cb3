# Who waits for a flag is woken when the task that sets it has given up the loop.
import asyncio


async def waiter(flag):
    for i in range(3):
        await flag.wait()
        print("flag", i)


async def worker(name):
    for i in range(5):
        print(name, i)
        await asyncio.sleep_ms(0)


async def main():
    flag = asyncio.ThreadSafeFlag()
    task = asyncio.create_task(waiter(flag))
    asyncio.create_task(worker("a"))
    await asyncio.sleep_ms(0)
    for i in range(3):
        print("set")
        flag.set()
        await asyncio.sleep_ms(0)
        print("main")
        await asyncio.sleep_ms(0)
    await task


asyncio.run(main())
