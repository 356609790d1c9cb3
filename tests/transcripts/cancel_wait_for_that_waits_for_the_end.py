# A timed out wait_for() that waits for a stubborn task passes cancels on to that.
import asyncio


async def stubborn():
    for i in range(3):
        try:
            await asyncio.sleep_ms(100)
            print("slept", i)
        except asyncio.CancelledError:
            print("ignored", i)


async def limited():
    try:
        await asyncio.wait_for_ms(stubborn(), 20)
    except asyncio.TimeoutError:
        print("timed out")
    except asyncio.CancelledError:
        print("cancelled")


async def main():
    task = asyncio.create_task(limited())
    await asyncio.sleep_ms(50)
    print(task.cancel(), task.done())
    await task


asyncio.run(main())
