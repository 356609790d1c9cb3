# A stream that is closed takes nothing any more; to close it again does no harm.
import asyncio

PORT = 24020
served = asyncio.Event()


async def serve(reader, writer):
    print("server got", await reader.read())
    writer.close()
    await writer.wait_closed()
    served.set()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"that is all")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await served.wait()
        try:
            writer.write(b"and one thing more")
        except OSError as error:
            print(error.errno)
        writer.close()
        await writer.wait_closed()
        print("closed twice")


asyncio.run(main())
