# Setting an event that is set changes nothing; nobody waits for it until it is cleared.
import asyncio


async def producer(event):
    for i in range(3):
        await asyncio.sleep_ms(20)
        print("set", i)
        event.set()
        event.set()


async def main():
    event = asyncio.Event()
    print(event.is_set())
    asyncio.create_task(producer(event))
    for i in range(3):
        print(await event.wait(), await event.wait(), i)
        event.clear()
        event.clear()
    print(event.is_set())


asyncio.run(main())
