# gather() of tasks that have ended does not wait at all.
import asyncio


async def double(n):
    return n * 2


async def other():
    for i in range(3):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    tasks = [asyncio.create_task(double(n)) for n in range(3)]
    await asyncio.sleep_ms(0)
    asyncio.create_task(other())
    print(await asyncio.gather(*tasks))
    print(await asyncio.gather(*tasks, return_exceptions=True))
    print(await asyncio.gather(tasks[2], double(50), tasks[0]))


asyncio.run(main())
