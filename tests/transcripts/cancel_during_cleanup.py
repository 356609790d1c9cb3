# A task that waits while it tidies up can be cancelled there again.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(100)
    except asyncio.CancelledError:
        print("tidies up")
        try:
            await asyncio.sleep_ms(100)
            print("tidied up")
        except asyncio.CancelledError:
            print("is disturbed")
            raise
    finally:
        print("finally")
        await asyncio.sleep_ms(10)
        print("finally after a sleep")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep_ms(10)
    print(task.cancel())
    await asyncio.sleep_ms(10)
    print(task.cancel(), task.done())
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled in the end")


asyncio.run(main())
