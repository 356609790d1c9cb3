# With return_exceptions, gather() waits for all and returns exceptions as results.
import asyncio


async def work(ms, fails):
    await asyncio.sleep_ms(ms)
    print("after", ms)
    if fails:
        raise RuntimeError("failed after " + str(ms))
    return ms


async def main():
    cancelled = asyncio.create_task(work(5000, False))
    done = asyncio.create_task(work(0, False))
    await asyncio.sleep_ms(10)
    cancelled.cancel()
    results = await asyncio.gather(
        work(30, True), work(20, False), cancelled, done, work(10, True), return_exceptions=True
    )
    for result in results:
        if isinstance(result, RuntimeError):
            print("exception:", result)
        else:
            print("result:", result if isinstance(result, int) else type(result).__name__)


asyncio.run(main())
