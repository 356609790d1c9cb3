# readinto() fills a buffer from its beginning and leaves the rest of it as it was.
import asyncio

PORT = 24009


async def serve(reader, writer):
    writer.write(b"abcdefghij")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        buffer = bytearray(4)
        for i in range(4):
            count = await reader.readinto(buffer)
            print(count, bytes(buffer))
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
