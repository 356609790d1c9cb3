# Sleepers who are due at the same time wake in the order of falling asleep.
import asyncio


async def nap(name):
    for i in range(3):
        await asyncio.sleep_ms(20)
        print(name, i)


async def main():
    tasks = [asyncio.create_task(nap(name)) for name in ["a", "b", "c", "d"]]
    for task in tasks:
        await task
    print("all awake")


asyncio.run(main())
