# Who gives up waiting for a lock or an event leaves no trace there.
import asyncio


async def give_up(name, awaitable):
    try:
        await asyncio.wait_for_ms(awaitable, 20)
        print(name, "in time")
    except asyncio.TimeoutError:
        print(name, "too late")


async def main():
    lock = asyncio.Lock()
    event = asyncio.Event()
    await lock.acquire()
    await give_up("lock", lock.acquire())
    await give_up("event", event.wait())
    lock.release()
    event.set()
    print(lock.locked(), event.is_set())
    await give_up("lock", lock.acquire())
    await give_up("event", event.wait())
    print(lock.locked())


asyncio.run(main())
