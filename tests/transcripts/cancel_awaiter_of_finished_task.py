# A task whose awaited task has just ended is cancelled itself, and loses the value.
import asyncio


async def quick():
    await asyncio.sleep_ms(0)
    print("quick ends")
    return "value"


async def outer(task):
    try:
        print("outer got", await task)
    except asyncio.CancelledError:
        print("outer is cancelled, quick done:", task.done())
        print("the value is still there:", await task)


async def canceller(task):
    await asyncio.sleep_ms(0)
    print("cancel", task.cancel())


async def main():
    a = asyncio.create_task(quick())
    b = asyncio.create_task(outer(a))
    c = asyncio.create_task(canceller(b))
    await c
    await b


asyncio.run(main())
