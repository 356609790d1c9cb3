# A task cannot cancel itself, and goes on after having tried.
import asyncio


async def work():
    try:
        asyncio.current_task().cancel()
    except RuntimeError as error:
        print(error)
    await asyncio.sleep_ms(10)
    return "unharmed"


async def main():
    print(await asyncio.create_task(work()))
    print(await work())


asyncio.run(main())
