# A task may swallow its cancellation and work on; each new one hits it again.
import asyncio


async def work():
    for i in range(4):
        try:
            await asyncio.sleep_ms(100)
            print("slept", i)
        except asyncio.CancelledError:
            print("swallowed", i)
    return "result"


async def main():
    task = asyncio.create_task(work())
    for i in range(3):
        await asyncio.sleep_ms(10)
        print(task.cancel(), task.done())
    print(await task, task.done(), task.cancel())


asyncio.run(main())
