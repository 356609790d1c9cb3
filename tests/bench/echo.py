"""An echo server in the same process: the median round trip of a client outside,
in microseconds, while no task runs and while 100 tasks sleep 1 to 5 ms in loops.
Once with one request straight after the other, and once with pauses, in which the
process falls asleep. The client is the same as for Deno; $DENO runs it.
"""

import asyncio
import json
import os
import random
from measure import is_quick, median, report

TASKS = 100
PASSES = 1 if is_quick else 2
HURRIED = ["2000" if is_quick else "4000"]
PAUSING = ["150" if is_quick else "300", "1"]
CLIENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "echo_client.ts")


async def echo(reader, writer):
    while data := await reader.read(64):
        writer.write(data)
        await writer.drain()
    writer.close()


async def round_trip(port, requests):
    deno = os.environ.get("DENO", "deno")
    client = await asyncio.create_subprocess_exec(
        deno, "run", "--allow-net=127.0.0.1", CLIENT, str(port), *requests,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await client.communicate()
    return json.loads(printed)["round_trip"]


async def sleep_randomly():
    while True:
        await asyncio.sleep(0.001 + 0.004 * random.random())


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    quiet, busy, pausing_quiet, pausing_busy = [], [], [], []
    for _ in range(PASSES):
        quiet.append(await round_trip(port, HURRIED))
        pausing_quiet.append(await round_trip(port, PAUSING))
        tasks = [asyncio.create_task(sleep_randomly()) for _ in range(TASKS)]
        busy.append(await round_trip(port, HURRIED))
        pausing_busy.append(await round_trip(port, PAUSING))
        for task in tasks:
            task.cancel()
    report({
        "quiet": median(quiet),
        "busy": median(busy),
        "pausing_quiet": median(pausing_quiet),
        "pausing_busy": median(pausing_busy),
    })


asyncio.run(main())
