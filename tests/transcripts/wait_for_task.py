# A task that wait_for() is given may run already, or have ended; it is cancelled too.
import asyncio


async def work(ms):
    await asyncio.sleep_ms(ms)
    print("worked", ms)
    return ms


async def main():
    tasks = [asyncio.create_task(work(ms)) for ms in [10, 30, 5000]]
    await asyncio.sleep_ms(20)
    for task in tasks:
        try:
            print("got", await asyncio.wait_for(task, 0.05), task.done())
        except asyncio.TimeoutError:
            print("too late", task.done(), task.cancel())


asyncio.run(main())
