# One task reads from a stream while another one writes to it.
import asyncio

PORT = 24027


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if line == b"end\n":
            break
        writer.write(b"not ")
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def listen(reader):
    lines = []
    while True:
        line = await reader.readline()
        if not line:
            return lines
        lines.append(line)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        task = asyncio.create_task(listen(reader))
        for word in ["one\n", "two\n", "three\n", "end\n"]:
            writer.write(word)
            await writer.drain()
        for line in await task:
            print(line)
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
