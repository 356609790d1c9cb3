# When the time is over, wait_for() cancels what it waits for, then raises.
import asyncio


async def work(ms):
    try:
        await asyncio.sleep_ms(ms)
        print("worked", ms)
    except asyncio.CancelledError:
        print("cancelled", ms)
        raise


async def main():
    try:
        await asyncio.wait_for(work(5000), 0.02)
    except asyncio.TimeoutError:
        print("too late for seconds")
    try:
        await asyncio.wait_for_ms(work(6000), 30)
    except asyncio.TimeoutError:
        print("too late for milliseconds")


asyncio.run(main())
