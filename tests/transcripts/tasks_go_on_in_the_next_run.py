# Tasks that are left when main ends stand still, and go on in the next run().
import asyncio

event = asyncio.Event()


async def count(name, ms):
    for i in range(4):
        print(name, i)
        await asyncio.sleep_ms(ms)
    print(name, "ends")


async def waiter():
    print("got", await event.wait())


async def first():
    asyncio.create_task(count("yields", 0))
    asyncio.create_task(count("sleeps", 20))
    asyncio.create_task(waiter())
    await asyncio.sleep_ms(0)
    return "first is over"


async def second():
    print("second sets the event")
    event.set()
    await asyncio.sleep_ms(100)
    return "second is over"


print(asyncio.run(first()))
print(asyncio.run(second()))
