# A cancellation that comes before wait_for() can return what it has got, wins.
import asyncio


async def work():
    await asyncio.sleep_ms(10)
    print("work ends")
    return "value"


async def limited(task):
    try:
        print("got", await asyncio.wait_for_ms(task, 500))
    except asyncio.CancelledError:
        print("cancelled, work done:", task.done())


async def canceller(inner, outer):
    await inner
    await asyncio.sleep_ms(0)
    print("cancel", outer.cancel())


async def main():
    for first in ["limited", "canceller"]:
        inner = asyncio.create_task(work())
        outer = asyncio.create_task(limited(inner))
        if first == "limited":
            await asyncio.sleep_ms(0)
            await asyncio.sleep_ms(0)
        other = asyncio.create_task(canceller(inner, outer))
        await other
        await outer


asyncio.run(main())
