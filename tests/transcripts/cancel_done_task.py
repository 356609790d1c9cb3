# Cancelling a task that has ended does nothing, however it ended.
import asyncio


async def succeed():
    return "value"


async def fail():
    raise RuntimeError("failed")


async def main():
    good = asyncio.create_task(succeed())
    bad = asyncio.create_task(fail())
    gone = asyncio.create_task(succeed())
    gone.cancel()
    try:
        await bad
    except RuntimeError as error:
        print("caught", error)
    print(good.cancel(), bad.cancel(), gone.cancel())
    print(good.done(), bad.done(), gone.done())
    print(await good)
    try:
        await gone
    except asyncio.CancelledError:
        print("never ran")


asyncio.run(main())
