"""Datagrams of 64 bytes between a client and an echo server in one process, on
loopback, over asyncio's datagram endpoints: the median round trip in microseconds,
and how many a second come back while 20 are under way.
"""

import asyncio
from measure import is_quick, median, now_ns, report

ADDRESS = ("127.0.0.1", 0)
MESSAGE = b"u" * 64
WINDOW = 20
ROUND_TRIPS = 1000 if is_quick else 3000
DATAGRAMS = 5000 if is_quick else 15000
PASSES = 2 if is_quick else 4


class Server(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        self.transport.sendto(data, sender)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.arrived = []
        self.waiter = None

    def datagram_received(self, data, sender):
        self.arrived.append((data, sender))
        if self.waiter is not None:
            self.waiter.set_result(None)
            self.waiter = None

    async def receive(self):
        if not self.arrived:
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        return self.arrived.pop(0)


async def measure():
    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(Server, local_addr=ADDRESS)
    address = server.get_extra_info("sockname")
    transport, client = await loop.create_datagram_endpoint(Client, local_addr=ADDRESS)

    times = []
    for _ in range(ROUND_TRIPS):
        start = now_ns()
        transport.sendto(MESSAGE, address)
        await client.receive()
        times.append((now_ns() - start) / 1000)

    start = now_ns()
    for _ in range(WINDOW):
        transport.sendto(MESSAGE, address)
    for i in range(DATAGRAMS):
        await client.receive()
        if i < DATAGRAMS - WINDOW:
            transport.sendto(MESSAGE, address)
    rate = DATAGRAMS / (now_ns() - start) * 1e9
    server.close()
    transport.close()
    return median(times), rate


results = [asyncio.run(measure()) for _ in range(PASSES)]
report(
    {
        "round_trip": median([round_trip for round_trip, _ in results]),
        "rate": median([rate for _, rate in results]),
    }
)
