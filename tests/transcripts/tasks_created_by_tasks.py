# A task that a task creates queues up behind everybody who is ready.
import asyncio


async def branch(name, depth):
    print(name)
    if depth > 0:
        left = asyncio.create_task(branch(name + "l", depth - 1))
        right = asyncio.create_task(branch(name + "r", depth - 1))
        print(name, "has branched")
        await left
        await right
    print(name, "ends")


async def main():
    root = asyncio.create_task(branch("root-", 2))
    other = asyncio.create_task(branch("other-", 1))
    await other
    await root


asyncio.run(main())
