# With None for a time, wait_for() waits as long as it takes.
import asyncio


async def work(ms, result):
    await asyncio.sleep_ms(ms)
    if result is None:
        raise RuntimeError("no result")
    return result


async def main():
    print(await asyncio.wait_for(work(50, "seconds"), None))
    print(await asyncio.wait_for_ms(asyncio.create_task(work(10, "milliseconds")), None))
    try:
        await asyncio.wait_for(work(0, None), None)
    except RuntimeError as error:
        print("caught", error)


asyncio.run(main())
