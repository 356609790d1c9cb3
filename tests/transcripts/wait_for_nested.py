# The shorter of two nested limits counts, and each raises where it belongs.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(1000)
    except asyncio.CancelledError:
        print("work is cancelled")
        raise


async def limited(ms):
    try:
        await asyncio.wait_for_ms(work(), ms)
    except asyncio.TimeoutError:
        print("inner timeout")
        return "gave up"
    except asyncio.CancelledError:
        print("inner is cancelled")
        raise


async def main():
    for inner, outer in [[20, 50], [50, 20]]:
        try:
            print(await asyncio.wait_for_ms(limited(inner), outer))
        except asyncio.TimeoutError:
            print("outer timeout")


asyncio.run(main())
