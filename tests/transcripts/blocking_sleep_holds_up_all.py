# A blocking sleep holds up every task; those who are due meanwhile come by their due times.
import asyncio
import time


async def sleeper(name, ms):
    await asyncio.sleep_ms(ms)
    print(name, "slept", ms)


async def yielder(name):
    for i in range(3):
        print(name, i)
        await asyncio.sleep_ms(0)


async def main():
    for ms in (90, 30, 60, 400):
        asyncio.create_task(sleeper("s", ms))
    await asyncio.sleep_ms(0)
    asyncio.create_task(yielder("y"))
    start = time.ticks_ms()
    time.sleep_ms(200)
    print("passed", 200 <= time.ticks_diff(time.ticks_ms(), start) < 260)
    asyncio.create_task(yielder("z"))
    await asyncio.sleep_ms(300)
    start = time.ticks_us()
    time.sleep(0.1)
    time.sleep_us(20000)
    print("passed", 120000 <= time.ticks_diff(time.ticks_us(), start) < 160000)


asyncio.run(main())
