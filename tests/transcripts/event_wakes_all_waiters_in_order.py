# An event wakes all who wait for it, first come first served, behind the ready ones.
import asyncio


async def waiter(name, event):
    print(name, "waits")
    print(name, "got", await event.wait())


async def worker():
    for i in range(3):
        print("worker", i)
        await asyncio.sleep_ms(0)


async def main():
    event = asyncio.Event()
    for name in ["a", "b", "c"]:
        asyncio.create_task(waiter(name, event))
    await asyncio.sleep_ms(0)
    asyncio.create_task(worker())
    event.set()
    print("set", event.is_set())
    await asyncio.sleep_ms(0)
    print("main goes on")
    await asyncio.sleep_ms(0)


asyncio.run(main())
