"""100,000 tasks, asleep until different times: ms, and ms of CPU time, to put
them to sleep, to cancel all of them, and until all have ended.
"""

import asyncio
from measure import MS, cpu_ms, now_ms, pause, report

TASKS = 100000


async def sleep_long(index):
    # In no order, as the due times of a real program; 7919 is prime.
    await pause((60000 + index * 7919 % TASKS) * MS)


async def main():
    figures = {}
    laps = [(now_ms(), cpu_ms())]
    tasks = [asyncio.create_task(sleep_long(i)) for i in range(TASKS)]
    await pause(0)
    laps.append((now_ms(), cpu_ms()))
    for task in tasks:
        task.cancel()
    laps.append((now_ms(), cpu_ms()))
    while not tasks[-1].done():
        await pause(0)
    laps.append((now_ms(), cpu_ms()))
    if not all(task.done() for task in tasks):
        raise RuntimeError("a task has not ended")
    for i, name in enumerate(("create", "cancel", "finish")):
        figures[name + "_time"] = laps[i + 1][0] - laps[i][0]
        figures[name + "_cpu"] = laps[i + 1][1] - laps[i][1]
    figures["total_time"] = laps[-1][0] - laps[0][0]
    figures["total_cpu"] = laps[-1][1] - laps[0][1]
    report(figures)


asyncio.run(main())
