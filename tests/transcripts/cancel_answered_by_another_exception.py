# A task may answer its cancellation with an exception of its own.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(100)
    except asyncio.CancelledError:
        raise RuntimeError("not now")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep_ms(10)
    print(task.cancel())
    try:
        await task
    except RuntimeError as error:
        print("caught", error)
    print(task.done())


asyncio.run(main())
