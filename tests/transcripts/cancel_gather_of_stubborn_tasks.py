# A cancelled gather() does not wait for those who swallow their cancellation.
import asyncio


async def stubborn(name, ms):
    try:
        await asyncio.sleep_ms(100)
    except asyncio.CancelledError:
        print(name, "goes on")
    await asyncio.sleep_ms(ms)
    print(name, "ends")
    return name


async def collect(tasks):
    try:
        print(await asyncio.gather(*tasks))
    except asyncio.CancelledError:
        print("collect is cancelled", [task.done() for task in tasks])


async def main():
    tasks = [asyncio.create_task(stubborn("a", 20)), asyncio.create_task(stubborn("b", 10))]
    collector = asyncio.create_task(collect(tasks))
    await asyncio.sleep_ms(10)
    collector.cancel()
    await collector
    print(await tasks[0], await tasks[1])


asyncio.run(main())
