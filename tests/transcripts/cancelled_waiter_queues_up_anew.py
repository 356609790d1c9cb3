# Who is cancelled while waiting and waits again, queues up behind the others.
import asyncio


async def waiter(name, event):
    while True:
        try:
            await event.wait()
            return print(name, "goes on")
        except asyncio.CancelledError:
            print(name, "waits again")


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in ["a", "b", "c"]]
    await asyncio.sleep_ms(10)
    tasks[0].cancel()
    await asyncio.sleep_ms(10)
    event.set()
    for task in tasks:
        await task


asyncio.run(main())
