# drain() holds up a task that writes more than the other side takes.
import asyncio

PORT = 24028
SIZE = 65536
COUNT = 256
may_read = asyncio.Event()
served = asyncio.Event()


async def serve(reader, writer):
    await may_read.wait()
    total = 0
    while True:
        data = await reader.read(SIZE)
        if not data:
            break
        total += len(data)
    print("server got", total)
    writer.close()
    await writer.wait_closed()
    served.set()


async def fill(writer):
    block = bytes(SIZE)
    for i in range(COUNT):
        writer.write(block)
        await writer.drain()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        task = asyncio.create_task(fill(writer))
        await asyncio.sleep_ms(200)
        print("all is sent:", task.done())
        may_read.set()
        await task
        print("all is sent:", task.done())
        writer.close()
        await writer.wait_closed()
        await served.wait()


asyncio.run(main())
