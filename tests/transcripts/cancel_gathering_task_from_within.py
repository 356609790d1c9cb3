# A gathered task can cancel the one that gathers it, and is cancelled in turn.
import asyncio


async def rebel(tasks):
    await asyncio.sleep_ms(10)
    print("rebel cancels", tasks[0].cancel())
    try:
        await asyncio.sleep_ms(10)
        print("rebel gets away")
    except asyncio.CancelledError:
        print("rebel is cancelled")
        raise


async def collect(tasks):
    try:
        await asyncio.gather(rebel(tasks), rebel(tasks))
    except asyncio.CancelledError:
        print("collect is cancelled")
        raise


async def main():
    tasks = []
    tasks.append(asyncio.create_task(collect(tasks)))
    try:
        await tasks[0]
    except asyncio.CancelledError:
        print("main knows")
    await asyncio.sleep_ms(20)


asyncio.run(main())
