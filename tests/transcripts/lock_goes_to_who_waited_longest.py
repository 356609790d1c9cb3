# A lock goes to the task that has waited longest; who wants it again queues up anew.
import asyncio


async def worker(name, lock):
    for i in range(2):
        async with lock:
            print(name, "locks", i)
            await asyncio.sleep_ms(10)
            print(name, "unlocks", i)
    print(name, "ends")


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*[worker(name, lock) for name in ["a", "b", "c"]])
    print(lock.locked())


asyncio.run(main())
