"""Two tasks that hand an item to and fro by two queues: ns for each hand-over."""

import asyncio
from measure import collect_often, is_quick, median, now_ns, report

ROUNDS = 30000
PASSES = 1 if is_quick else 3


async def hand_on(mine, other):
    for _ in range(ROUNDS):
        other.put_nowait(await mine.get())


async def time_hand_over():
    ping = asyncio.Queue()
    pong = asyncio.Queue()
    ping.put_nowait(1)
    start = now_ns()
    await asyncio.gather(hand_on(ping, pong), hand_on(pong, ping))
    return (now_ns() - start) / (2 * ROUNDS)


collect_often()
report({"queue": median([asyncio.run(time_hand_over()) for _ in range(PASSES)])})
