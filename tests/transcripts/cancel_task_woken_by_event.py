# A task that an event has woken can still be cancelled until its turn comes.
import asyncio


async def waiter(name, event):
    try:
        await event.wait()
        print(name, "goes on")
    except asyncio.CancelledError:
        print(name, "is cancelled, event set:", event.is_set())


async def main():
    event = asyncio.Event()
    a = asyncio.create_task(waiter("a", event))
    b = asyncio.create_task(waiter("b", event))
    await asyncio.sleep_ms(0)
    event.set()
    print(a.cancel())
    await b
    print(a.done(), a.cancel())


asyncio.run(main())
