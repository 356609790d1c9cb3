# How many turns of the others wait_for() takes to begin and to end.
import asyncio


async def count():
    for i in range(9):
        print("turn", i)
        await asyncio.sleep_ms(0)


async def work():
    print("work begins")
    await asyncio.sleep_ms(0)
    print("work ends")
    return "value"


async def main():
    counter = asyncio.create_task(count())
    print("got", await asyncio.wait_for_ms(work(), 5000))
    task = asyncio.create_task(work())
    task.cancel()
    try:
        await asyncio.wait_for_ms(task, 5000)
    except asyncio.CancelledError:
        print("cancelled")
    await counter


asyncio.run(main())
