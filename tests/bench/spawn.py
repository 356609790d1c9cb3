"""A task that does nothing, awaited, over and over: ns each."""

import asyncio
from measure import is_quick, median, now_ns, report

TASKS = 30000
PASSES = 1 if is_quick else 3


async def nothing():
    pass


async def spawn_and_finish():
    start = now_ns()
    for _ in range(TASKS):
        await asyncio.create_task(nothing())
    return (now_ns() - start) / TASKS


report({"spawn": median([asyncio.run(spawn_and_finish()) for _ in range(PASSES)])})
