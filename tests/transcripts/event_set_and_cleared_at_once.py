# Who waits when an event is set goes on, even if it is cleared before his turn.
import asyncio


async def waiter(name, event):
    await event.wait()
    print(name, "goes on, set:", event.is_set())
    await event.wait()
    print(name, "goes on again, set:", event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in ["a", "b"]]
    await asyncio.sleep_ms(10)
    event.set()
    event.clear()
    print("set and cleared")
    await asyncio.sleep_ms(10)
    print([task.done() for task in tasks])
    event.set()
    await tasks[0]
    print([task.done() for task in tasks])
    await tasks[1]


asyncio.run(main())
