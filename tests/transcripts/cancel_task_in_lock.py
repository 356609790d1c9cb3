# A task that is cancelled while it queues for a lock leaves the queue.
import asyncio


async def worker(name, lock):
    try:
        async with lock:
            print(name, "has the lock")
            await asyncio.sleep_ms(10)
        print(name, "has released it")
    except asyncio.CancelledError:
        print(name, "is cancelled, locked:", lock.locked())


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(worker(name, lock)) for name in ["a", "b", "c"]]
    await asyncio.sleep_ms(0)
    tasks[1].cancel()
    for task in tasks:
        await task
    print(lock.locked())


asyncio.run(main())
