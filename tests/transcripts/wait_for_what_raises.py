# wait_for() hands on an exception, unless it comes after the time is over.
import asyncio


async def fail(ms):
    await asyncio.sleep_ms(ms)
    raise RuntimeError("after " + str(ms))


async def fail_when_cancelled():
    try:
        await asyncio.sleep_ms(1000)
    except asyncio.CancelledError:
        raise RuntimeError("nobody hears this")


async def main():
    for ms in [0, 10]:
        try:
            await asyncio.wait_for_ms(fail(ms), 50)
        except RuntimeError as error:
            print("caught", error)
    try:
        await asyncio.wait_for_ms(fail_when_cancelled(), 20)
    except asyncio.TimeoutError:
        print("timed out")


asyncio.run(main())
