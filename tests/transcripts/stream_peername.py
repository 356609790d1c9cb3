# A server knows the address of each of its clients.
import asyncio
import socket

PORT = 24016
peers = []


def name_of(address):  # here it is the operating system's own structure
    family, host, port = socket.sockaddr(address)
    return socket.inet_ntop(family, host), port


async def serve(reader, writer):
    peers.append(name_of(writer.get_extra_info("peername")))
    print(peers[-1] == name_of(reader.get_extra_info("peername")))
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        for i in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            print(await reader.read())
            writer.close()
            await writer.wait_closed()
    for host, port in peers:
        print(host, 1024 < port < 65536)


asyncio.run(main())
