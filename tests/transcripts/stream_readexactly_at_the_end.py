# readexactly(n) raises an EOFError if the stream ends before.
import asyncio

PORT = 24005


async def serve(reader, writer):
    writer.write(b"abcd")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        for sizes in [[2, 2, 1, 1], [3, 2], [5]]:
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            for n in sizes:
                try:
                    print(n, await reader.readexactly(n))
                except EOFError as error:
                    print(n, repr(error))
            writer.close()
            await writer.wait_closed()


asyncio.run(main())
