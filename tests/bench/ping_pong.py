"""Two tasks that wake one another by two events: ns for each hand-over."""

import asyncio
from measure import collect_often, is_quick, median, now_ns, report

ROUNDS = 30000
PASSES = 1 if is_quick else 3


async def play(mine, other):
    for _ in range(ROUNDS):
        await mine.wait()
        mine.clear()
        other.set()


async def time_hand_over():
    ping = asyncio.Event()
    pong = asyncio.Event()
    ping.set()
    start = now_ns()
    await asyncio.gather(play(ping, pong), play(pong, ping))
    return (now_ns() - start) / (2 * ROUNDS)


collect_often()
report({"ping_pong": median([asyncio.run(time_hand_over()) for _ in range(PASSES)])})
