# stop() ends run_forever() after those who are ready; run_forever() can be called again.
import asyncio

loop = asyncio.get_event_loop()


async def count():
    for i in range(6):
        print("count", i)
        await asyncio.sleep_ms(0)


async def stopper():
    for i in range(2):
        await asyncio.sleep_ms(0)
        print("stop")
        loop.stop()
        print("stopped, but goes on to its next wait")
    await asyncio.sleep_ms(20)
    loop.stop()


loop.create_task(stopper())
loop.create_task(count())
for i in range(3):
    loop.run_forever()
    print("run", i, "is over")
