# Connections stay open when the server is closed that has accepted them.
import asyncio

PORT = 24012
served = asyncio.Event()


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.write(b"goodbye")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    served.set()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(b"open\n")
    await writer.drain()
    print(await reader.readline())
    server.close()
    await server.wait_closed()
    for line in [b"closed\n", b"really\n"]:
        writer.write(line)
        await writer.drain()
        print(await reader.readline())
    writer.close()
    await writer.wait_closed()
    await served.wait()
    print("served")


asyncio.run(main())
