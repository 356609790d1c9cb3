# new_event_loop() forgets the tasks that are ready or asleep, not those in an event.
import asyncio

event = asyncio.Event()


async def count(name, ms):
    for i in range(3):
        print(name, i)
        await asyncio.sleep_ms(ms)


async def waiter():
    await event.wait()
    print("the event still knows its waiter")


async def first():
    asyncio.create_task(count("yields", 0))
    asyncio.create_task(count("sleeps", 10))
    asyncio.create_task(waiter())
    await asyncio.sleep_ms(0)


async def second():
    await asyncio.sleep_ms(50)
    event.set()
    await asyncio.sleep_ms(50)
    return "second is over"


asyncio.run(first())
asyncio.create_task(count("never", 0))
loop = asyncio.new_event_loop()
print(loop is asyncio.get_event_loop())
print(loop.run_until_complete(second()))
