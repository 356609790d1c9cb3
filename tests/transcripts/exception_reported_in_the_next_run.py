# An exception whose report is not due before main ends is reported in the next run().
import asyncio

loop = asyncio.get_event_loop()
tasks = []


async def fail():
    raise RuntimeError("left over")


def handler(loop, context):
    print("reported", context["exception"])
    print(context["future"] is tasks[0], asyncio.current_task() is tasks[0])
    asyncio.create_task(helper())


async def helper():
    print("a task made by the handler")


async def first():
    tasks.append(asyncio.create_task(fail()))
    await asyncio.sleep_ms(0)
    print("first ends", tasks[0].done())


async def second():
    print("second begins")
    await asyncio.sleep_ms(10)
    print("second ends")


loop.set_exception_handler(handler)
asyncio.run(first())
asyncio.run(second())
