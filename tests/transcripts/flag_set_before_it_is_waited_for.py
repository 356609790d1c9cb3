# A flag that is set lets one wait through without a switch, and is clear then.
import asyncio


async def other(flag):
    for i in range(2):
        print("other", i)
        await asyncio.sleep_ms(0)
    print("other sets")
    flag.set()
    flag.set()


async def main():
    flag = asyncio.ThreadSafeFlag()
    flag.set()
    flag.set()
    asyncio.create_task(other(flag))
    await flag.wait()
    print("first wait is over")
    await flag.wait()
    print("second wait is over")
    flag.set()
    await flag.wait()
    print("third wait is over")


asyncio.run(main())
