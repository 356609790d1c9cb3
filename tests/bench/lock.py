"""Three tasks that contend for a lock and pause while they hold it: ns for each hand-over."""

import asyncio
from measure import collect_often, is_quick, median, now_ns, pause, report

ROUNDS = 15000
PASSES = 1 if is_quick else 3


async def contend(lock):
    for _ in range(ROUNDS):
        await lock.acquire()
        await pause(0)
        lock.release()


async def time_hand_over():
    lock = asyncio.Lock()
    start = now_ns()
    await asyncio.gather(contend(lock), contend(lock), contend(lock))
    return (now_ns() - start) / (3 * ROUNDS)


collect_often()
report({"lock": median([asyncio.run(time_hand_over()) for _ in range(PASSES)])})
