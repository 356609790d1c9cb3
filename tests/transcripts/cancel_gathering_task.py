# Cancelling a task in gather() cancels all that it gathers.
import asyncio


async def work(name, ms):
    try:
        await asyncio.sleep_ms(ms)
        print(name, "ends")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def collect(return_exceptions):
    try:
        print(
            await asyncio.gather(
                work("a", 10), work("b", 100), work("c", 200), return_exceptions=return_exceptions
            )
        )
    except asyncio.CancelledError:
        print("collect is cancelled")
        raise


async def main():
    for return_exceptions in [False, True]:
        task = asyncio.create_task(collect(return_exceptions))
        await asyncio.sleep_ms(50)
        print(task.cancel())
        try:
            await task
        except asyncio.CancelledError:
            print("main knows")
        await asyncio.sleep_ms(10)


asyncio.run(main())
