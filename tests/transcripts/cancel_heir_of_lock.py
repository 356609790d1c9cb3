# A task that is cancelled after it was handed the lock passes it on to the next one.
import asyncio


async def worker(name, lock):
    try:
        await lock.acquire()
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    print(name, "has the lock")
    await asyncio.sleep_ms(0)
    lock.release()
    print(name, "has released it")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    a = asyncio.create_task(worker("a", lock))
    b = asyncio.create_task(worker("b", lock))
    c = asyncio.create_task(worker("c", lock))
    await asyncio.sleep_ms(0)
    lock.release()
    print("locked", lock.locked(), "cancelled", a.cancel())
    await asyncio.sleep_ms(0)
    print("locked", lock.locked(), "cancelled", b.cancel())
    await c
    print("locked", lock.locked())


asyncio.run(main())
