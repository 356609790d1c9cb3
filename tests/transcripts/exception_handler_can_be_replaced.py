# The exception handler can be asked for, replaced, and called.
import asyncio

loop = asyncio.get_event_loop()


async def fail(text):
    raise RuntimeError(text)


def first(loop, context):
    print("first:", context["exception"])
    loop.set_exception_handler(second)


def second(loop, context):
    print("second:", context["exception"])


async def main():
    print(loop.get_exception_handler() is None)
    loop.set_exception_handler(first)
    print(loop.get_exception_handler() is first)
    for text in ["a", "b"]:
        loop.create_task(fail(text))
    await asyncio.sleep_ms(10)
    print(loop.get_exception_handler() is second)
    task = asyncio.current_task()
    loop.call_exception_handler({"message": "m", "exception": RuntimeError("c"), "future": task})


asyncio.run(main())
