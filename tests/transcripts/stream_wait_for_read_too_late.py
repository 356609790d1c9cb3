# Bytes that come too late for one read are there for the next one.
import asyncio

PORT = 24013


async def serve(reader, writer):
    for answer in [b"first answer\n", b"second answer\n", b"third answer\n"]:
        print("server got", await reader.readline())
        writer.write(answer)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for read in [lambda: reader.read(5), reader.readline, lambda: reader.readexactly(7)]:
            try:
                print(await asyncio.wait_for_ms(read(), 20))
            except asyncio.TimeoutError:
                print("too late")
            writer.write(b"now\n")
            await writer.drain()
            print("client got", await asyncio.wait_for(reader.readline(), 10))
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
