# A line that is sent comes back; reader and writer are the same stream.
import asyncio

PORT = 24001


async def echo(reader, writer):
    line = await reader.readline()
    print("server got", line)
    writer.write(line)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(reader is writer)
        writer.write(b"hello\n")
        await writer.drain()
        print("client got", await reader.readline())
        print("client got", await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
