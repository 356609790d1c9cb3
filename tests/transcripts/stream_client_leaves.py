# A server that is reading when its client leaves reads the end.
import asyncio

PORT = 24021
served = asyncio.Event()


async def serve(reader, writer):
    while True:
        data = await reader.read(100)
        print("server got", data)
        if not data:
            break
        writer.write(b"ok")
        await writer.drain()
    writer.close()
    await writer.wait_closed()
    served.set()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for word in [b"once", b"twice"]:
            writer.write(word)
            await writer.drain()
            print("client got", await reader.readexactly(2))
        await asyncio.sleep_ms(20)
        print("client leaves")
        writer.close()
        await writer.wait_closed()
        await served.wait()


asyncio.run(main())
