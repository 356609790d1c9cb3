# An exception that nobody awaits goes to the exception handler, at a turn of its own.
import asyncio


class Broken(Exception):
    pass


async def fail(text):
    await asyncio.sleep_ms(0)
    print("fails")
    raise Broken(text)


async def other():
    for i in range(4):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    def handler(loop, context):
        print(context["message"])
        print(type(context["exception"]).__name__, context["exception"])
        print(loop is asyncio.get_event_loop(), context["future"] is task, task.done())

    asyncio.get_event_loop().set_exception_handler(handler)
    task = asyncio.create_task(fail("engine"))
    await other()


asyncio.run(main())
