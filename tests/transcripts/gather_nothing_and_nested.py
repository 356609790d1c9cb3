# gather() of nothing does not wait; gathers can be gathered.
import asyncio


async def work(name, ms):
    await asyncio.sleep_ms(ms)
    print(name)
    return name


async def both(a, b):
    return await asyncio.gather(work(a, 20), work(b, 10))


async def other():
    print("other runs")


async def main():
    asyncio.create_task(other())
    print(await asyncio.gather())
    print(await asyncio.gather(return_exceptions=True))
    print(await asyncio.gather(both("a", "b"), asyncio.gather(work("c", 30)), both("d", "e")))


asyncio.run(main())
