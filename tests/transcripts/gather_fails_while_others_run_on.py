# gather() raises the first exception at once; the others run on and can be awaited.
import asyncio


async def work(ms, fails):
    await asyncio.sleep_ms(ms)
    print("after", ms, "fails" if fails else "succeeds")
    if fails:
        raise RuntimeError("failed after " + str(ms))
    return ms


async def main():
    late = asyncio.create_task(work(60, False))
    early = asyncio.create_task(work(10, False))
    try:
        print(await asyncio.gather(late, work(30, True), early))
    except RuntimeError as error:
        print("caught", error)
    print(early.done(), late.done())
    print(await early, await late)


asyncio.run(main())
