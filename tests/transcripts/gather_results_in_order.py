# gather() gives the results in the order of its arguments, whoever ends first.
import asyncio


async def work(name, ms):
    print(name, "begins")
    await asyncio.sleep_ms(ms)
    print(name, "ends")
    return name


async def main():
    print(await asyncio.gather(work("a", 30), work("b", 10), work("c", 20)))
    task = asyncio.create_task(work("task", 10))
    print(await asyncio.gather(work("coroutine", 0), task))


asyncio.run(main())
