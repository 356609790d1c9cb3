# A sleeper that is cancelled wakes behind those who are ready already.
import asyncio


async def sleeper():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("sleeper is cancelled")
        raise
    finally:
        print("sleeper tidies up")


async def worker(name):
    for i in range(2):
        await asyncio.sleep_ms(0)
        print(name, i)


async def main():
    task = asyncio.create_task(sleeper())
    asyncio.create_task(worker("before"))
    await asyncio.sleep_ms(0)
    print(task.cancel(), task.done())
    asyncio.create_task(worker("after"))
    try:
        await task
    except asyncio.CancelledError:
        print("main knows", task.done())
    await asyncio.sleep_ms(10)


asyncio.run(main())
