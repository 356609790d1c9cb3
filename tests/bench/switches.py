"""Tasks that do nothing but let the others run: ns for each switch."""

import asyncio
from measure import is_micropython, is_quick, median, now_ns, pause, report

SWITCHES = 40000 if is_quick or is_micropython else 100000
# MicroPython's heap is in disorder after the first one.
PASSES = 1 if is_quick or is_micropython else 3


async def yield_repeatedly(turns):
    for _ in range(turns):
        await pause(0)


async def time_switch(tasks, turns):
    yielders = [asyncio.create_task(yield_repeatedly(turns + 1)) for _ in range(tasks)]
    await pause(0)  # from here on all have begun
    start = now_ns()
    for yielder in yielders:
        await yielder
    return (now_ns() - start) / (tasks * turns)


figures = {}
for tasks in (1, 2, 100, 10000):
    turns = SWITCHES // tasks
    times = [asyncio.run(time_switch(tasks, turns)) for _ in range(PASSES)]
    figures["switch_%d" % tasks] = median(times)
report(figures)
