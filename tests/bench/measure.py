"""What the Python programs of this folder share. Runs on CPython and MicroPython."""

import asyncio
import gc
import json
import sys
import time

# Whether to measure for a shorter time, and so less exactly.
is_quick = "--quick" in sys.argv

is_micropython = sys.implementation.name == "micropython"

# MicroPython has neither of the first ones; its clock() is CPU time.
now_ns = getattr(time, "perf_counter_ns", None) or time.time_ns
cpu_s = getattr(time, "process_time", None) or time.clock

# Each is measured by its own cheapest way to pause: pause(1 * MS) is 1 ms in both.
pause = getattr(asyncio, "sleep_ms", None) or asyncio.sleep
MS = 1 if is_micropython else 0.001


def collect_often():
    """For programs that make garbage all the time: MicroPython looks for free memory
    from the front of its heap, over all garbage, and left to itself would spend
    most of the time on that.
    """
    if is_micropython:
        gc.threshold(64000)


def now_ms():
    return now_ns() / 1000000


def cpu_ms():
    return cpu_s() * 1000


def quantile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return (values[middle] + values[-1 - middle]) / 2


def report(figures):
    print(json.dumps(figures))
