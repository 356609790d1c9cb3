# A task that is cancelled while it reads leaves what comes then to the next one.
import asyncio

PORT = 24014


async def serve(reader, writer):
    await reader.readline()
    writer.write(b"all of it")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def read(reader, name):
    try:
        print(name, "got", await reader.read(100))
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for name in ["first", "second"]:
            task = asyncio.create_task(read(reader, name))
            await asyncio.sleep_ms(20)
            print(task.cancel())
            try:
                await task
            except asyncio.CancelledError:
                print("it was")
        third = asyncio.create_task(read(reader, "third"))
        writer.write(b"send\n")
        await writer.drain()
        await third
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
