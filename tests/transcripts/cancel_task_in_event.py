# A cancelled task leaves the event, which still wakes the others.
import asyncio


async def waiter(name, event):
    try:
        print(name, "got", await event.wait())
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in ["a", "b", "c"]]
    await asyncio.sleep_ms(10)
    print(tasks[1].cancel())
    event.set()
    print([task.done() for task in tasks])
    await asyncio.sleep_ms(0)
    print([task.done() for task in tasks])


asyncio.run(main())
