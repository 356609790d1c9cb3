"""CPU time, in percent of one core, while 1,000 tasks wait for an event and one sleeps long."""

import asyncio
from measure import MS, cpu_ms, is_quick, now_ms, pause, report

TASKS = 1000
DURATION = 1000 if is_quick else 2000


async def wait_for(event):
    await event.wait()


async def sleep_long():
    await pause(3600000 * MS)


async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(wait_for(event)) for _ in range(TASKS)]
    sleeper = asyncio.create_task(sleep_long())
    await pause(500 * MS)
    begin = now_ms()
    begin_cpu = cpu_ms()
    await pause(DURATION * MS)
    report({"idle": 100 * (cpu_ms() - begin_cpu) / (now_ms() - begin)})
    for task in waiters + [sleeper]:
        task.cancel()


asyncio.run(main())
