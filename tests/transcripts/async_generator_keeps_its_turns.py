# Between two items of an asynchronous source others run only where it waits.
import asyncio


class Readings:
    def __init__(self):
        self.n = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.n += 1
        if self.n > 4:
            raise StopAsyncIteration
        if self.n % 2 == 0:
            await asyncio.sleep_ms(0)
        return self.n * 100


async def other():
    for i in range(3):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    asyncio.create_task(other())
    async for reading in Readings():
        print("reading", reading)
    print("no more readings")
    await asyncio.sleep_ms(0)
    print("main ends")


asyncio.run(main())
