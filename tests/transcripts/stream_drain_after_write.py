# drain() lets the other tasks have one turn, if the kernel takes everything at once.
import asyncio

PORT = 24104


async def serve(reader, writer):
    await reader.read()
    writer.close()
    await writer.wait_closed()
    served.set()


served = asyncio.Event()


async def send(writer):
    for i in range(2):
        print("sends", i)
        writer.write(b"x")
        await writer.drain()
    print("has sent")


async def other():
    for i in range(5):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.gather(send(writer), other())
        writer.close()
        await writer.wait_closed()
        await served.wait()


asyncio.run(main())
