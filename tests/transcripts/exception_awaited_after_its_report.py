# A failed task that was reported still raises for who awaits it later.
import asyncio


async def fail():
    await asyncio.sleep_ms(10)
    raise RuntimeError("late")


def handler(loop, context):
    print(context["message"], context["exception"])


async def main():
    asyncio.get_event_loop().set_exception_handler(handler)
    task = asyncio.create_task(fail())
    await asyncio.sleep_ms(30)
    print(task.done(), task.cancel())
    try:
        await task
    except RuntimeError as error:
        print("caught", error)


asyncio.run(main())
