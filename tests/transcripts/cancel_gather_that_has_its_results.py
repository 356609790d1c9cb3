# A gathering task whose results are there can be cancelled until its turn comes.
import asyncio


async def work(n):
    await asyncio.sleep_ms(0)
    print("work", n)
    return n


async def collect():
    try:
        print(await asyncio.gather(work(1), work(2)))
    except asyncio.CancelledError:
        print("collect is cancelled")
        raise


async def canceller(task):
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    print("cancel", task.cancel())


async def main():
    task = asyncio.create_task(collect())
    asyncio.create_task(canceller(task))
    try:
        await task
    except asyncio.CancelledError:
        print("main knows")


asyncio.run(main())
