# An awaited task that swallows the cancellation saves the one that awaits it.
import asyncio


async def stubborn():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("stubborn goes on")
    await asyncio.sleep_ms(10)
    return "the value"


async def outer():
    value = await asyncio.create_task(stubborn())
    print("outer got", value)
    return value


async def main():
    task = asyncio.create_task(outer())
    await asyncio.sleep_ms(10)
    print(task.cancel())
    print("main got", await task)


asyncio.run(main())
