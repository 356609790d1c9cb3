# What handles ordinary exceptions lets a cancellation through.
import asyncio


async def work():
    while True:
        try:
            await asyncio.sleep_ms(10)
            raise RuntimeError("every time")
        except Exception as error:
            print("goes on after", error)


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep_ms(25)
    task.cancel()
    await asyncio.sleep_ms(0)
    print(task.done())


asyncio.run(main())
