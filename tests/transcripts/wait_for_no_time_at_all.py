# In a time of 0 a coroutine begins; one that never waits even ends in time.
import asyncio


async def quick(result):
    print("quick runs")
    result.append("done")
    return result


async def slow():
    try:
        print("slow begins")
        await asyncio.sleep_ms(0)
        print("slow goes on")
    except asyncio.CancelledError:
        print("slow is cancelled")
        raise


async def main():
    result = []
    for awaitable in [quick(result), slow()]:
        try:
            print("got", await asyncio.wait_for_ms(awaitable, 0))
        except asyncio.TimeoutError:
            print("too late", result)


asyncio.run(main())
