# wait_for() raises the exception of a failed task, but may be too late for its report.
import asyncio


async def fail(text):
    raise RuntimeError(text)


async def main():
    asyncio.get_event_loop().set_exception_handler(
        lambda loop, context: print("reported", context["exception"])
    )
    ready = asyncio.create_task(fail("while it is ready"))
    try:
        await asyncio.wait_for(ready, 1)
    except RuntimeError as error:
        print("caught", error)
    failed = asyncio.create_task(fail("before"))
    await asyncio.sleep_ms(0)
    try:
        await asyncio.wait_for(failed, 1)
    except RuntimeError as error:
        print("caught", error)
    await asyncio.sleep_ms(10)
    print("main ends")


asyncio.run(main())
