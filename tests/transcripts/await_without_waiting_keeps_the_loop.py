# Awaiting functions that never wait lets no other task run.
import asyncio


async def square(n):
    return n * n


async def sum_of_squares(n):
    total = 0
    for i in range(n + 1):
        total += await square(i)
    return total


async def other(done):
    await done.wait()
    print("other runs")


async def main():
    done = asyncio.Event()
    asyncio.create_task(other(done))
    done.set()
    for n in [3, 4, 5]:
        print("sum", n, await sum_of_squares(n))
    await done.wait()
    print("even a set event is no reason to wait")
    await asyncio.sleep_ms(0)
    print("main ends")


asyncio.run(main())
