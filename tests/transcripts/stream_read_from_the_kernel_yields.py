# A first read of what has arrived meanwhile lets the other tasks have one turn.
import asyncio

PORT = 24035


async def serve(reader, writer):
    writer.write(b"there")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def read(reader):
    print("reads")
    print(await reader.read(5))
    print(await reader.read(5))


async def other():
    for i in range(5):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.sleep_ms(50)
        await asyncio.gather(read(reader), other())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
