# A server is closed when its block is left, however that is.
import asyncio

PORT = 24017


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
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        await visit()
        print("leaves")
    await visit()
    try:
        async with await asyncio.start_server(serve, "127.0.0.1", PORT):
            await visit()
            raise ValueError("leaves in a hurry")
    except ValueError as error:
        print(error)
    await visit()


asyncio.run(main())
