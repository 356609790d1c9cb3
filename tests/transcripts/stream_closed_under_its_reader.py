# A task that reads from a stream which another task closes gets an OSError.
import asyncio

PORT = 24031
served = asyncio.Event()


async def serve(reader, writer):
    await reader.read()
    writer.close()
    await writer.wait_closed()
    served.set()


async def read(reader):
    try:
        print(await reader.read(1))
    except OSError as error:
        print("reader failed", error.errno)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        task = asyncio.create_task(read(reader))
        await asyncio.sleep_ms(20)
        print("closes")
        writer.close()
        await writer.wait_closed()
        await task
        await served.wait()


asyncio.run(main())
