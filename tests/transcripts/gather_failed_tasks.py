# gather() of a failed task raises at once; it is reported all the same, the others run on.
import asyncio


async def fail():
    raise RuntimeError("failed before")


async def work():
    await asyncio.sleep_ms(20)
    print("work ends")
    return "value"


def handler(loop, context):
    print("reported", context["exception"])


async def main():
    asyncio.get_event_loop().set_exception_handler(handler)
    failed = asyncio.create_task(fail())
    await asyncio.sleep_ms(0)
    task = asyncio.create_task(work())
    try:
        print(await asyncio.gather(task, failed))
    except RuntimeError as error:
        print("caught", error, task.done())
    await asyncio.sleep_ms(0)
    print(await task)
    results = await asyncio.gather(failed, work(), return_exceptions=True)
    print(results[0], results[1])


asyncio.run(main())
