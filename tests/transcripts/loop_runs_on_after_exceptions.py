# run_forever() goes on when a task fails, and hears of it from the handler.
import asyncio

loop = asyncio.get_event_loop()


async def fail(ms):
    await asyncio.sleep_ms(ms)
    raise RuntimeError("after " + str(ms))


async def stop(ms):
    await asyncio.sleep_ms(ms)
    print("stop")
    loop.stop()


loop.set_exception_handler(lambda loop, context: print("reported", context["exception"]))
loop.create_task(stop(50))
for ms in [40, 20, 60]:
    loop.create_task(fail(ms))
loop.run_forever()
print("the last one is left over")
loop.create_task(stop(50))
loop.run_forever()
