# A task that cancels the one that awaits it would be hit itself, but both go on.
import asyncio


async def inner(tasks):
    await asyncio.sleep_ms(10)
    print("inner cancels outer", tasks["outer"].cancel())
    await asyncio.sleep_ms(10)
    print("inner goes on")
    return "value"


async def outer(tasks):
    print("outer got", await tasks["inner"])


async def main():
    tasks = {}
    tasks["inner"] = asyncio.create_task(inner(tasks))
    tasks["outer"] = asyncio.create_task(outer(tasks))
    try:
        await tasks["outer"]
        print("outer ended well")
    except asyncio.CancelledError:
        print("outer was cancelled")


asyncio.run(main())
