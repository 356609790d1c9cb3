# A cancellation goes through tasks, gather() and wait_for() to the very bottom.
import asyncio


async def bottom(name):
    try:
        await asyncio.sleep_ms(1000)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def middle():
    try:
        await asyncio.gather(bottom("a"), asyncio.wait_for(bottom("b"), 10))
    finally:
        print("middle ends")


async def top(task):
    try:
        await task
    finally:
        print("top ends")


async def main():
    a = asyncio.create_task(middle())
    b = asyncio.create_task(top(a))
    await asyncio.sleep_ms(20)
    print(b.cancel())
    try:
        await b
    except asyncio.CancelledError:
        print("main knows", a.done(), b.done())
    await asyncio.sleep_ms(20)
    try:
        await asyncio.wait_for_ms(middle(), 20)
    except asyncio.TimeoutError:
        print("timed out")


asyncio.run(main())
