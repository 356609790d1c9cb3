# current_task() is the same before and after waiting, and there is none outside of tasks.
import asyncio


async def inner():
    return asyncio.current_task()


async def work(tasks, i):
    me = asyncio.current_task()
    await asyncio.sleep_ms(10)
    print(i, me is asyncio.current_task(), me is tasks[i], me is await inner())
    print(i, me is await asyncio.create_task(inner()), me is tasks[1 - i])


async def main():
    tasks = []
    for i in range(2):
        tasks.append(asyncio.create_task(work(tasks, i)))
    for task in tasks:
        await task


try:
    asyncio.current_task()
except RuntimeError:
    print("no task before")
asyncio.run(main())
try:
    asyncio.current_task()
except RuntimeError:
    print("no task afterwards")
