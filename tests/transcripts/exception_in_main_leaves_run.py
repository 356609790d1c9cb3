# An exception in main leaves run(); the other tasks stand still until the next run().
import asyncio


async def other():
    for i in range(4):
        print("other", i)
        await asyncio.sleep_ms(20)


async def main():
    asyncio.create_task(other())
    await asyncio.sleep_ms(30)
    raise RuntimeError("out of main")


async def wait():
    await asyncio.sleep_ms(100)
    print("second run ends")


try:
    asyncio.run(main())
except RuntimeError as error:
    print("caught", error)
asyncio.run(wait())
