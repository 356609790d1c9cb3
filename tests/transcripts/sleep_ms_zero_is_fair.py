# Tasks that yield by sleep_ms(0) take turns, whatever their number of rounds.
import asyncio


async def count(name, rounds):
    for i in range(rounds):
        print(name, i)
        await asyncio.sleep_ms(0)
    return name


async def main():
    a = asyncio.create_task(count("a", 4))
    b = asyncio.create_task(count("b", 2))
    c = asyncio.create_task(count("c", 3))
    print(await c, "is awaited")
    print(await a, "is awaited")
    print(await b, "is awaited")


asyncio.run(main())
