# Cancelling a task in wait_for() cancels what it waits for as well.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(1000)
    finally:
        print("work tidies up")


async def limited(task):
    try:
        await asyncio.wait_for(task, 10)
    except asyncio.TimeoutError:
        print("timed out")
    except asyncio.CancelledError:
        print("limited is cancelled, work done:", task.done())
        raise


async def main():
    inner = asyncio.create_task(work())
    outer = asyncio.create_task(limited(inner))
    await asyncio.sleep_ms(20)
    print(outer.cancel())
    try:
        await outer
    except asyncio.CancelledError:
        print("main knows", outer.done(), inner.done())
    await asyncio.sleep_ms(20)
    print(inner.done())


asyncio.run(main())
