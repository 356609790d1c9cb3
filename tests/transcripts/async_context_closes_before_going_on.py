# What is opened for a block is closed, waiting included, before the task goes on.
import asyncio


class Door:
    async def __aenter__(self):
        await asyncio.sleep_ms(0)
        print("open")
        return self

    async def __aexit__(self, exc_type, exc, tb):
        print("closing")
        await asyncio.sleep_ms(20)
        print("closed")


async def visit(ms):
    async with Door():
        await asyncio.sleep_ms(ms)
        print("leaves after", ms)
    print("visit is over")


async def main():
    await visit(10)
    task = asyncio.create_task(visit(1000))
    await asyncio.sleep_ms(10)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("visit was cancelled")


asyncio.run(main())
