"""How much too long a task sleeps, in ms; how often it wakes early; and the CPU
time of the whole process, in percent of one core.
"""

import asyncio
from measure import MS, cpu_ms, is_quick, median, now_ms, now_ns, pause, quantile, report

DURATION = 600 if is_quick else 3000


async def main():
    figures = {}
    for period in (1, 5, 20):
        for _ in range(10):
            await pause(period * MS)
        overshoots = []
        begin = now_ms()
        begin_cpu = cpu_ms()
        while now_ms() - begin < DURATION:
            start = now_ns()
            await pause(period * MS)
            overshoots.append((now_ns() - start) / 1000000 - period)
        figures["cpu_%d" % period] = 100 * (cpu_ms() - begin_cpu) / (now_ms() - begin)
        figures["median_%d" % period] = median(overshoots)
        figures["p95_%d" % period] = quantile(overshoots, 0.95)
        figures["early_%d" % period] = len([over for over in overshoots if over < 0])
    report(figures)


asyncio.run(main())
