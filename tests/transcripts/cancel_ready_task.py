# A ready task keeps its place in the queue when it is cancelled.
import asyncio


async def work(name):
    try:
        print(name, "begins")
        await asyncio.sleep_ms(0)
        print(name, "goes on")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    a = asyncio.create_task(work("a"))
    b = asyncio.create_task(work("b"))
    c = asyncio.create_task(work("c"))
    await asyncio.sleep_ms(0)
    print(b.cancel(), b.done())
    await asyncio.sleep_ms(0)
    print(a.done(), b.done(), c.done())


asyncio.run(main())
