# wait_for() waits on for what swallows its cancellation, and raises all the same.
import asyncio


async def stubborn():
    for i in range(2):
        try:
            await asyncio.sleep_ms(40)
            print("slept", i)
        except asyncio.CancelledError:
            print("ignored", i)
    return "unheard"


async def main():
    task = asyncio.create_task(stubborn())
    try:
        print(await asyncio.wait_for_ms(task, 20))
    except asyncio.TimeoutError:
        print("timed out, done:", task.done())
    print(await task)


asyncio.run(main())
