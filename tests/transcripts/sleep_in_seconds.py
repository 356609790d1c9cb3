# sleep() takes seconds and sleep_ms() milliseconds.
import asyncio


async def seconds(t):
    await asyncio.sleep(t)
    print("slept", t, "s")


async def milliseconds(t):
    await asyncio.sleep_ms(t)
    print("slept", t, "ms")


async def main():
    asyncio.create_task(seconds(0.05))
    asyncio.create_task(milliseconds(30))
    asyncio.create_task(seconds(0.01))
    asyncio.create_task(seconds(0))
    await asyncio.sleep(0.08)
    print("main ends")


asyncio.run(main())
