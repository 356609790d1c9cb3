# What several writes append is sent in their order; text, bytes and buffers alike.
import asyncio

PORT = 24015


async def serve(reader, writer):
    print(await reader.readline())
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        buffer = bytearray(b"abc ")
        writer.write("text ")
        writer.write(b"bytes ")
        writer.write(buffer)
        writer.write(memoryview(buffer)[1:3])
        writer.write(b"")
        writer.write("\n")
        await writer.drain()
        for i in range(10):
            writer.write(str(i))
        writer.write("\n")
        await writer.drain()
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
