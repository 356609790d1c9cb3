# A task that is cancelled before its first step never starts.
import asyncio


async def never():
    print("never starts")


async def main():
    task = asyncio.create_task(never())
    print(task.cancel(), task.done())
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.done())


asyncio.run(main())
