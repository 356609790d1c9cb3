# Two tasks hand a ball to and fro by two events.
import asyncio


async def player(name, mine, yours, rounds):
    for i in range(rounds):
        await mine.wait()
        mine.clear()
        print(name, i)
        yours.set()
    print(name, "stops")


async def main():
    ping = asyncio.Event()
    pong = asyncio.Event()
    tasks = [
        asyncio.create_task(player("ping", ping, pong, 3)),
        asyncio.create_task(player("pong", pong, ping, 3)),
    ]
    ping.set()
    for task in tasks:
        await task
    print(ping.is_set(), pong.is_set())


asyncio.run(main())
