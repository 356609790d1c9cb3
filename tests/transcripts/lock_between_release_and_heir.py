# A released lock counts as unlocked until the task that inherits it has its turn.
import asyncio


async def worker(name, lock):
    await lock.acquire()
    print(name, "has the lock", lock.locked())
    await asyncio.sleep_ms(0)
    lock.release()


async def main():
    lock = asyncio.Lock()
    print("new", lock.locked())
    await lock.acquire()
    print("acquired", lock.locked())
    asyncio.create_task(worker("heir", lock))
    await asyncio.sleep_ms(0)
    lock.release()
    print("released", lock.locked())
    await lock.acquire()
    print("main has it after the heir", lock.locked())
    lock.release()
    print("nobody waits", lock.locked())


asyncio.run(main())
