# A task that sleeps and one that reads take turns as their time and their data come.
import asyncio

PORT = 24026


async def serve(reader, writer):
    for i in range(3):
        writer.write("line %d\n" % i)
        await writer.drain()
        await asyncio.sleep_ms(100)
    writer.close()
    await writer.wait_closed()


async def sleeper():
    await asyncio.sleep_ms(50)
    for i in range(3):
        print("sleeper", i)
        await asyncio.sleep_ms(100)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        task = asyncio.create_task(sleeper())
        while True:
            line = await reader.readline()
            print("reader", line)
            if not line:
                break
        await task
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
