# wait_closed() does not switch, if the kernel takes everything at once.
import asyncio

PORT = 24106


async def serve(reader, writer):
    await reader.read()
    writer.close()
    await writer.wait_closed()
    served.set()


served = asyncio.Event()


async def send(writer):
    writer.write(b"x")
    print("closes")
    await writer.wait_closed()
    print("is closed")


async def other():
    for i in range(3):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.gather(send(writer), other())
        await served.wait()


asyncio.run(main())
