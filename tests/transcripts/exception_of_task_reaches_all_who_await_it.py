# An exception reaches all who await the task, and none of it is reported.
import asyncio


async def fail():
    await asyncio.sleep_ms(20)
    raise RuntimeError("for everybody")


async def reader(name, task):
    try:
        await task
    except RuntimeError as error:
        print(name, "caught", error)
        if name == "b":
            raise RuntimeError("from b")


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print("reported"))
    task = asyncio.create_task(fail())
    readers = [asyncio.create_task(reader(name, task)) for name in ["a", "b", "c"]]
    for each in readers:
        try:
            await each
        except RuntimeError as error:
            print("main caught", error)


asyncio.run(main())
