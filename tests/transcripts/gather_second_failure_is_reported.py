# What fails after gather() has raised is reported, as nobody awaits it any more.
import asyncio


async def fail(ms):
    await asyncio.sleep_ms(ms)
    print("fails after", ms)
    raise RuntimeError("after " + str(ms))


def handler(loop, context):
    print("reported:", context["exception"])


async def main():
    asyncio.get_event_loop().set_exception_handler(handler)
    try:
        await asyncio.gather(fail(20), fail(10), fail(30))
    except RuntimeError as error:
        print("caught:", error)
    await asyncio.sleep_ms(50)
    try:
        await asyncio.gather(fail(0), fail(0))
    except RuntimeError as error:
        print("caught:", error)
    await asyncio.sleep_ms(50)


asyncio.run(main())
