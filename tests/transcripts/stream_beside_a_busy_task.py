# A task that never sleeps does not keep data from arriving.
import asyncio

PORT = 24033


async def serve(reader, writer):
    for i in range(3):
        line = await reader.readline()
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    task = asyncio.create_task(busy())
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for i in range(3):
            writer.write("%d\n" % i)
            await writer.drain()
            print(await reader.readline())
        print(await reader.read())
        writer.close()
        await writer.wait_closed()
    print(task.cancel())


asyncio.run(main())
