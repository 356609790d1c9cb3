# wait_for() gives the value of what ends in time, at once.
import asyncio


async def work(ms):
    await asyncio.sleep_ms(ms)
    print("worked", ms)
    return ms * 2


async def clock():
    for i in range(1, 5):
        await asyncio.sleep_ms(20)
        print("tick", i)


async def main():
    asyncio.create_task(clock())
    print("got", await asyncio.wait_for(work(30), 100))
    print("got", await asyncio.wait_for_ms(work(20), 1000))
    print("got", await asyncio.wait_for(work(0), 0.05))


asyncio.run(main())
