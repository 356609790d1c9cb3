# Cancelling a task that awaits another one cancels that one first.
import asyncio


async def inner():
    try:
        await asyncio.sleep(100)
    finally:
        print("inner tidies up")


async def outer(task):
    try:
        await task
    finally:
        print("outer tidies up, inner done:", task.done())


async def main():
    a = asyncio.create_task(inner())
    b = asyncio.create_task(outer(a))
    await asyncio.sleep_ms(10)
    print(b.cancel(), a.done(), b.done())
    await asyncio.sleep_ms(10)
    print(a.done(), b.done())


asyncio.run(main())
