# Sleepers that are cancelled wake in the order of the cancels, not of their times.
import asyncio


async def sleeper(ms):
    try:
        await asyncio.sleep_ms(ms)
        print(ms, "slept")
    except asyncio.CancelledError:
        print(ms, "is cancelled")


async def main():
    tasks = [asyncio.create_task(sleeper(ms)) for ms in [100, 10, 200, 300]]
    await asyncio.sleep_ms(0)
    for i in [3, 0, 2]:
        tasks[i].cancel()
    for task in tasks:
        await task
    print("all done")


asyncio.run(main())
