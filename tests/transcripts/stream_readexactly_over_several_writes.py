# readexactly(n) puts together what several writes have brought, and takes no more.
import asyncio

PORT = 24004


async def serve(reader, writer):
    for n in [4, 1, 0, 3]:
        print("server got", await reader.readexactly(n))
        writer.write(b".")
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for part in [b"ab", b"c"]:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep_ms(20)
        print("client sends what is missing, and more")
        writer.write(b"def")
        await writer.drain()
        print("client got", await reader.readexactly(3))
        print("client sends the rest")
        writer.write(b"gh")
        await writer.drain()
        print("client got", await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
