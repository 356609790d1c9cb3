# A server serves its clients in the order in which they have connected, each in a task.
import asyncio

PORT = 24010
count = 0


async def serve(reader, writer):
    global count
    count += 1
    number = count
    name = await reader.readline()
    writer.write("client %d is " % number)
    writer.write(name)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        ann = await asyncio.open_connection("127.0.0.1", PORT)
        bob = await asyncio.open_connection("127.0.0.1", PORT)
        eve = await asyncio.open_connection("127.0.0.1", PORT)
        for (reader, writer), name in [(eve, "eve\n"), (ann, "ann\n"), (bob, "bob\n")]:
            writer.write(name)
            await writer.drain()
            print(await reader.read())
            writer.close()
            await writer.wait_closed()


asyncio.run(main())
