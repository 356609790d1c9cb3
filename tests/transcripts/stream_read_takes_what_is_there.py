# read(n) gets no more than n bytes, and the rest later; it does not wait for more.
import asyncio

PORT = 24002


async def serve(reader, writer):
    writer.write(b"abcdefgh")
    await writer.drain()
    print("server got", await reader.readline())
    writer.write(b"ij")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read(3))
        print(await reader.read(1))
        print(await reader.read(100))
        writer.write(b"more\n")
        await writer.drain()
        print(await reader.read(100))
        print(await reader.read(100))
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
