# A second stop() does nothing, nor does one while run_forever() does not run.
import asyncio

loop = asyncio.get_event_loop()


async def stop_twice():
    loop.stop()
    loop.stop()
    print("stopped twice")
    await asyncio.sleep_ms(0)
    print("this belongs to the next run")
    await asyncio.sleep_ms(20)
    loop.stop()


async def main():
    loop.stop()
    await asyncio.sleep_ms(10)
    return "stop() is no matter of run()"


print(asyncio.run(main()))
loop.stop()
loop.create_task(stop_twice())
loop.run_forever()
print("first run is over")
loop.run_forever()
print("second run is over")
loop.stop()
loop.close()
print(loop.run_until_complete(main()))
