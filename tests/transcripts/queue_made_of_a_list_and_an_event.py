# A bounded queue made of a list and an event, with two producers and a consumer.
import asyncio

items = []
changed = asyncio.Event()


async def put(item):
    while len(items) >= 2:
        await changed.wait()
        changed.clear()
    items.append(item)
    changed.set()


async def get():
    while len(items) == 0:
        await changed.wait()
        changed.clear()
    item = items.pop(0)
    changed.set()
    return item


async def producer(name):
    for i in range(3):
        await put(name + str(i))
        print("put", name, i, len(items))
        await asyncio.sleep_ms(0)


async def main():
    for name in ["a", "b"]:
        asyncio.create_task(producer(name))
    for i in range(6):
        print("got", await get())
        await asyncio.sleep_ms(20)


asyncio.run(main())
