# When one gathered task is cancelled, gather() raises that, and the others run on.
import asyncio


async def work(name, ms):
    try:
        await asyncio.sleep_ms(ms)
        print(name, "ends")
        return name
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def canceller(task):
    await asyncio.sleep_ms(10)
    print("cancel", task.cancel())


async def main():
    a = asyncio.create_task(work("a", 40))
    b = asyncio.create_task(work("b", 500))
    asyncio.create_task(canceller(b))
    try:
        print(await asyncio.gather(a, b))
    except asyncio.CancelledError:
        print("gather is cancelled", a.done(), b.done())
    print(await a)


asyncio.run(main())
