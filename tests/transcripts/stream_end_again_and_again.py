# At the end every read gets nothing, as often as it is asked for.
import asyncio

PORT = 24008


async def serve(reader, writer):
    writer.write(b"x")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read(10))
        for i in range(3):
            print(await reader.read(10))
            print(await reader.readline())
            print(await reader.readinto(bytearray(10)))
            print(await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
