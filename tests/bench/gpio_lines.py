"""What gpio_lines.ts measures, by libgpiod's own module, that of version 1; irq is
the time from an edge to a thread that waits for it, task to a task of asyncio.

    python3 gpio_lines.py <chip> <output> <input>
"""

import asyncio
import sys
from time import monotonic_ns

import gpiod
from measure import median, now_ms, quantile

PASS = 100
BLOCK = 1000
QUIET = 0.5

path, output, input = sys.argv[1:]
chip = gpiod.Chip(path)
driven = chip.get_line(int(output))
driven.request(consumer="bench", type=gpiod.LINE_REQ_DIR_OUT)
watched = chip.get_line(int(input))
watched.request(consumer="bench", type=gpiod.LINE_REQ_EV_BOTH_EDGES)


def set_block():
    for i in range(BLOCK):
        driven.set_value(i & 1)


def get_block():
    for i in range(BLOCK):
        driven.get_value()


def time_calls(call_block):
    time = blocks = 0
    while time < PASS:
        start = now_ms()
        call_block()
        time += now_ms() - start
        blocks += 1
    print(time * 1e6 / blocks / BLOCK, flush=True)


def since(event):
    now = monotonic_ns()
    return (now - event.sec * 1000000000 - event.nsec) / 1000


def take_by_thread():
    times = []
    while watched.event_wait(0, int(QUIET * 1e9)) or not times:
        times.append(since(watched.event_read()))
    return times


async def take_by_task():
    times = []
    events = asyncio.Queue()
    loop = asyncio.get_running_loop()
    fd = watched.event_get_fd()
    loop.add_reader(fd, lambda: events.put_nowait(watched.event_read()))

    async def take():
        while True:
            times.append(since(await events.get()))

    task = asyncio.create_task(take())
    before = 0
    while not times or len(times) > before:
        before = len(times)
        await asyncio.sleep(QUIET)
    task.cancel()
    loop.remove_reader(fd)
    return times


def print_edges(times):
    print(median(times), quantile(times, 0.99), flush=True)


for command in sys.stdin:
    command = command.strip()
    if command == "set":
        time_calls(set_block)
    elif command == "get":
        time_calls(get_block)
    else:
        print("ready", flush=True)
        print_edges(take_by_thread() if command == "irq" else asyncio.run(take_by_task()))
