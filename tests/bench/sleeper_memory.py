"""Heap bytes for each of 100,000 sleeping tasks; on MicroPython 10,000, as its
allocator takes most of a minute for the others, and fewer if it has to be quick, as
tracemalloc is slow.
"""

import asyncio
import gc
from measure import MS, is_micropython, is_quick, pause, report

try:
    import tracemalloc
except ImportError:  # MicroPython knows its heap without help
    tracemalloc = None

TASKS = 10000 if is_micropython else 30000 if is_quick else 100000


async def sleep_long(index):
    await pause((60000 + index * 7919 % TASKS) * MS)


def heap_in_use():
    gc.collect()
    return tracemalloc.get_traced_memory()[0] if tracemalloc else gc.mem_alloc()


async def main():
    before = heap_in_use()
    tasks = [asyncio.create_task(sleep_long(i)) for i in range(TASKS)]
    await pause(0)
    report({"sleeper_bytes": (heap_in_use() - before) / len(tasks)})
    for task in tasks:
        task.cancel()


if tracemalloc:
    tracemalloc.start()
asyncio.run(main())
