# Tasks that become ready run in the order in which they did; main goes last.
import asyncio


async def say(name):
    print(name, "begins")
    await asyncio.sleep_ms(0)
    print(name, "ends")


async def main():
    for name in ["first", "second", "third"]:
        asyncio.create_task(say(name))
    print("main has created them")
    await asyncio.sleep_ms(0)
    print("main goes on")
    await asyncio.sleep_ms(0)
    print("main ends")


asyncio.run(main())
