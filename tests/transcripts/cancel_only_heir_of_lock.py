# When the heir of a lock is cancelled and nobody else waits, the lock is free.
import asyncio


async def worker(name, lock):
    try:
        async with lock:
            print(name, "has the lock")
    except asyncio.CancelledError:
        print(name, "is cancelled")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    heir = asyncio.create_task(worker("heir", lock))
    await asyncio.sleep_ms(0)
    lock.release()
    heir.cancel()
    late = asyncio.create_task(worker("late", lock))
    print(lock.locked())
    await heir
    await late
    await lock.acquire()
    print(lock.locked())


asyncio.run(main())
