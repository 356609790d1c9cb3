# A task that has ended already gives its value at once, without a switch.
import asyncio


async def answer():
    return "answer"


async def other():
    for i in range(3):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    task = asyncio.create_task(answer())
    await asyncio.sleep_ms(0)
    print(task.done())
    asyncio.create_task(other())
    print(await task)
    print(await task)
    await asyncio.sleep_ms(0)
    print(await task, "once more")


asyncio.run(main())
