# Who sleeps shortest wakes first, whoever fell asleep first.
import asyncio


async def nap(ms):
    await asyncio.sleep_ms(ms)
    print("slept", ms)


async def main():
    for ms in [50, 10, 40, 20, 30]:
        asyncio.create_task(nap(ms))
    await asyncio.sleep_ms(60)
    print("main has slept longest")


asyncio.run(main())
