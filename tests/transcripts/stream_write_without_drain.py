# What is written arrives even if nobody drains, and if the stream is closed at once.
import asyncio

PORT = 24019


async def serve(reader, writer):
    print("server got", await reader.readline())
    writer.write(b"this is ")
    writer.write(b"the answer")
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"question\n")
        print("client got", await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
