# Through a chain of awaiting tasks a cancellation reaches the last and comes back.
import asyncio


async def link(depth):
    try:
        if depth == 0:
            await asyncio.sleep(100)
        else:
            await asyncio.create_task(link(depth - 1))
    except asyncio.CancelledError:
        print("link", depth, "is cancelled")
        raise


async def main():
    task = asyncio.create_task(link(3))
    other = asyncio.create_task(link(0))
    await asyncio.sleep_ms(10)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main knows", task.done(), other.done())


asyncio.run(main())
