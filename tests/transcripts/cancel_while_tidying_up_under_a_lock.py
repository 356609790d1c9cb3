# A cancelled task may wait for a lock while it tidies up.
import asyncio


async def work(name, lock, log):
    try:
        await asyncio.sleep_ms(1000)
    finally:
        print(name, "wants to log")
        async with lock:
            await asyncio.sleep_ms(10)
            log.append(name)
        print(name, "has logged")


async def main():
    lock = asyncio.Lock()
    log = []
    tasks = [asyncio.create_task(work(name, lock, log)) for name in ["a", "b", "c"]]
    await asyncio.sleep_ms(10)
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(0)
    print(tasks[1].cancel())
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            print("cancelled", log)


asyncio.run(main())
