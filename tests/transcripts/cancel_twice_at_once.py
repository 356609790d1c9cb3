# Two cancels before the task has its turn are one.
import asyncio


async def work():
    for i in range(3):
        try:
            await asyncio.sleep_ms(20)
            print("slept", i)
        except asyncio.CancelledError:
            print("cancelled", i)


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep_ms(0)
    print(task.cancel(), task.cancel(), task.cancel())
    await task
    print(task.cancel())


asyncio.run(main())
