# A last line that does not end is a line; after it lines are empty.
import asyncio

PORT = 24006


async def serve(reader, writer):
    request = await reader.readline()
    writer.write(b"first\n\nthird\r\n")
    if request == b"without newline\n":
        writer.write(b"last")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        for request in [b"with newline\n", b"without newline\n"]:
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.write(request)
            await writer.drain()
            for i in range(6):
                print(i, await reader.readline())
            writer.close()
            await writer.wait_closed()


asyncio.run(main())
