# A failed task that is awaited before its report is due is not reported.
import asyncio


async def fail(text):
    raise RuntimeError(text)


async def rescue(task):
    print("rescue finds it done:", task.done())
    try:
        await task
    except RuntimeError as error:
        print("rescued", error)


async def main():
    def handler(loop, context):
        print("reported", context["exception"])

    asyncio.get_event_loop().set_exception_handler(handler)
    a = asyncio.create_task(fail("a"))
    asyncio.create_task(rescue(a))
    asyncio.create_task(fail("b"))
    await asyncio.sleep_ms(20)
    print("main ends")


asyncio.run(main())
