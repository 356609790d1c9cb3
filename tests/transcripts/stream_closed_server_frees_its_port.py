# A server that is closed refuses connections at once, and its port is free.
import asyncio

PORT = 24036


async def serve(reader, writer):
    writer.write(b"hello")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def visit():
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read())
        writer.close()
        await writer.wait_closed()
    except OSError as error:
        print("refused", error.errno)


async def main():
    for i in range(3):
        server = await asyncio.start_server(serve, "127.0.0.1", PORT)
        await visit()
        server.close()
        await server.wait_closed()
    await visit()


asyncio.run(main())
