# An exception handler that raises ends run() with its exception.
import asyncio


async def fail():
    raise RuntimeError("of the task")


def handler(loop, context):
    print("handles", context["exception"])
    raise RuntimeError("of the handler")


async def main():
    asyncio.get_event_loop().set_exception_handler(handler)
    asyncio.create_task(fail())
    for i in range(4):
        print("main", i)
        await asyncio.sleep_ms(0)


try:
    asyncio.run(main())
except RuntimeError as error:
    print("run raised", error)
