"""As uart.ts does, by asyncio's streams: the loop waits by epoll, as ours does."""
import asyncio
import os
import sys
import tty

from measure import is_quick, median, now_ns, quantile, report

TRIPS = 2000 if is_quick else 8000
MESSAGE = b"x" * 31 + b"\n"


async def main():
    fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    tty.setraw(fd)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(fd), "rb", 0)
    )
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(fd, "wb", 0)
    )
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    times = []
    for i in range(-TRIPS, TRIPS):
        start = now_ns()
        writer.write(MESSAGE)
        await writer.drain()
        await reader.readexactly(len(MESSAGE))
        if i >= 0:
            times.append((now_ns() - start) / 1000)
    transport.abort()
    report({"uart": median(times), "uart_p99": quantile(times, 0.99)})


asyncio.run(main())
