# A block with a lock releases it at its end: normal, by exception, by cancellation.
import asyncio


async def work(lock, how):
    async with lock:
        print(how, "locked", lock.locked())
        await asyncio.sleep_ms(10)
        if how == "exception":
            raise RuntimeError("inside the block")
        if how == "return":
            return "returned"
        await asyncio.sleep_ms(100)
    print("after the block", lock.locked())


async def main():
    lock = asyncio.Lock()
    for how in ["normal", "return", "exception", "cancel"]:
        task = asyncio.create_task(work(lock, how))
        if how == "cancel":
            await asyncio.sleep_ms(20)
            task.cancel()
        try:
            print(await task)
        except RuntimeError as error:
            print("caught", error)
        except asyncio.CancelledError:
            print("cancelled")
        print(how, "locked", lock.locked())


asyncio.run(main())
