# A server that is closed refuses connections; to close it again does no harm.
import asyncio

PORT = 24011


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
    except OSError:
        print("refused")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    await visit()
    server.close()
    await server.wait_closed()
    await visit()
    server.close()
    await server.wait_closed()
    print("closed twice")


asyncio.run(main())
