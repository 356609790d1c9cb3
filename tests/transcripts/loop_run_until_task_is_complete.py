# run_until_complete() runs a task that exists, or makes one, and gives its result.
import asyncio

loop = asyncio.get_event_loop()


async def work(name, ms):
    await asyncio.sleep_ms(ms)
    print(name, "ends")
    return name


async def fail():
    await asyncio.sleep_ms(10)
    raise RuntimeError("failed")


slow = loop.create_task(work("slow", 50))
quick = loop.create_task(work("quick", 20))
print(loop.run_until_complete(quick), slow.done())
print(loop.run_until_complete(work("new", 0)), slow.done())
try:
    loop.run_until_complete(fail())
except RuntimeError as error:
    print("caught", error)
print(loop.run_until_complete(slow))
