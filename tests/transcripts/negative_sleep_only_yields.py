# A negative time is no time: the others have one turn.
import asyncio


async def other():
    for i in range(4):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    asyncio.create_task(other())
    await asyncio.sleep_ms(-10)
    print("after -10 ms")
    await asyncio.sleep(-1)
    print("after -1 s")
    await asyncio.sleep_ms(0)
    print("after 0 ms")


asyncio.run(main())
