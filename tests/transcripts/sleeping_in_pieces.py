# Of those due at the same time, who began the last piece of sleep first wakes first.
import asyncio


async def nap(name, pieces):
    for ms in pieces:
        await asyncio.sleep_ms(ms)
    print(name, "wakes")


async def main():
    asyncio.create_task(nap("ten and ten", [10, 10]))
    asyncio.create_task(nap("twenty", [20]))
    asyncio.create_task(nap("nothing and twenty", [0, 20]))
    asyncio.create_task(nap("thirty", [30]))
    await asyncio.sleep_ms(40)
    print("main wakes")


asyncio.run(main())
