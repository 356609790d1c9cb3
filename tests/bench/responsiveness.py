"""The longest gap, in ms, of a 1 ms timer of the loop while two tasks yield in tight loops."""

import asyncio
from measure import now_ms, report

last = 0
longest = 0


def tick():
    global last, longest
    now = now_ms()
    longest = max(longest, now - last)
    last = now
    asyncio.get_running_loop().call_later(0.001, tick)


async def yield_forever():
    while True:
        await asyncio.sleep(0)


async def main():
    global last
    yielders = [asyncio.create_task(yield_forever()) for _ in range(2)]
    await asyncio.sleep(0.1)
    last = now_ms()
    tick()
    await asyncio.sleep(1)
    tick()  # it may not have fired at all
    for yielder in yielders:
        yielder.cancel()


asyncio.run(main())
report({"gap": longest})
