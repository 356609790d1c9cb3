# A read of what has arrived already lets the other tasks have a turn.
import asyncio

PORT = 24025


async def serve(reader, writer):
    writer.write(b"0\n1\n2\n3\nabcdef")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def other():
    for i in range(8):
        print("other", i)
        await asyncio.sleep_ms(0)


async def read(reader):
    for i in range(3):
        print(await reader.readline())
    print(await reader.readexactly(2))
    print(await reader.read(2))
    print(await reader.readinto(bytearray(2)))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        print(await reader.readline())
        await asyncio.gather(read(reader), other())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
