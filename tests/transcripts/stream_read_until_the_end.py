# read() and read(-1) get everything until the other side closes.
import asyncio

PORT = 24003


async def serve(reader, writer):
    for word in [b"one ", b"two ", b"three"]:
        writer.write(word)
        await writer.drain()
        await asyncio.sleep_ms(20)
    writer.close()
    await writer.wait_closed()


async def refuse(reader, writer):
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read())
        writer.close()
        await writer.wait_closed()
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read(2))
        print(await reader.read(-1))
        writer.close()
        await writer.wait_closed()
    server = await asyncio.start_server(refuse, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
