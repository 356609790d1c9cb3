# When somebody else cancels what wait_for() waits for, that is no timeout.
import asyncio


async def work():
    await asyncio.sleep_ms(1000)


async def limited(task):
    try:
        await asyncio.wait_for_ms(task, 500)
    except asyncio.TimeoutError:
        print("timed out")
    except asyncio.CancelledError:
        print("work was cancelled")
    await asyncio.sleep_ms(0)
    return "limited goes on"


async def main():
    inner = asyncio.create_task(work())
    outer = asyncio.create_task(limited(inner))
    await asyncio.sleep_ms(20)
    print(inner.cancel(), outer.done())
    print(await outer)


asyncio.run(main())
