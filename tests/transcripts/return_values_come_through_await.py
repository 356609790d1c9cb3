# Awaiting gives what was returned: by a function, by a task, by a nested one.
import asyncio


async def add(a, b):
    await asyncio.sleep_ms(0)
    return a + b


async def nothing():
    await asyncio.sleep_ms(0)


async def nested(n):
    if n == 0:
        return ["bottom"]
    deeper = await asyncio.create_task(nested(n - 1))
    return [n] + deeper


async def main():
    print(await add(1, 2))
    print(await asyncio.create_task(add("a", "b")))
    print(await nothing(), await asyncio.create_task(nothing()))
    print(await nested(3))
    return "from main"


print(asyncio.run(main()))
