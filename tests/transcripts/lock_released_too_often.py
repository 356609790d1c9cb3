# Only a lock that is held can be released; who holds it does not matter.
import asyncio


def release(lock):
    try:
        lock.release()
        print("released")
    except RuntimeError as error:
        print("RuntimeError:", error)


async def acquire(lock):
    await lock.acquire()


async def main():
    lock = asyncio.Lock()
    release(lock)
    await asyncio.create_task(acquire(lock))
    release(lock)
    release(lock)
    await lock.acquire()
    asyncio.create_task(acquire(lock))
    await asyncio.sleep_ms(0)
    release(lock)
    release(lock)
    await asyncio.sleep_ms(0)
    release(lock)


asyncio.run(main())
