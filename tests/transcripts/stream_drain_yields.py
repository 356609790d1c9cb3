# drain() lets the other tasks have a turn, even if there is nothing to be sent.
import asyncio

PORT = 24024
served = asyncio.Event()


async def serve(reader, writer):
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    served.set()


async def drain(name, writer):
    for i in range(3):
        print(name, "drains", i)
        await writer.drain()


async def other():
    for i in range(5):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.gather(drain("a", writer), other())
        writer.close()
        await writer.wait_closed()
        await served.wait()


asyncio.run(main())
