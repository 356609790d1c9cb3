# A loop over an asynchronous iterator waits within the task that runs it.
import asyncio


class Countdown:
    def __init__(self, start):
        self.left = start

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        await asyncio.sleep_ms(10)
        self.left -= 1
        return self.left + 1


async def count(name, start):
    async for n in Countdown(start):
        print(name, n)
    print(name, "lifts off")


async def main():
    rocket = asyncio.create_task(count("rocket", 3))
    balloon = asyncio.create_task(count("balloon", 2))
    await rocket
    print(balloon.done())


asyncio.run(main())
