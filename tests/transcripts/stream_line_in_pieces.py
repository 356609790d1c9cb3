# A line is waited for until its newline comes; what follows it stays for the next read.
import asyncio

PORT = 24007


async def serve(reader, writer):
    for part in [b"a line", b" in pie", b"ces\nand a", b" second one\nrest"]:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep_ms(20)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.readline())
        print(await reader.readexactly(3))
        print(await reader.readline())
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
