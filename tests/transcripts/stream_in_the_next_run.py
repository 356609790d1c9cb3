# Server and connections of one run() serve on in the next one.
import asyncio

PORT = 24032
kept = []


async def serve(reader, writer):
    for i in range(2):
        line = await reader.readline()
        print("server got", line)
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def first():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    stream, _ = await asyncio.open_connection("127.0.0.1", PORT)
    stream.write(b"one\n")
    await stream.drain()
    print("client got", await stream.readline())
    kept.append(server)
    kept.append(stream)


async def second():
    server, stream = kept
    stream.write(b"two\n")
    await stream.drain()
    print("client got", await stream.read())
    stream.close()
    await stream.wait_closed()
    stream, _ = await asyncio.open_connection("127.0.0.1", PORT)
    stream.write(b"three\nfour\n")
    await stream.drain()
    print("client got", await stream.read())
    stream.close()
    await stream.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(first())
print("between")
asyncio.run(second())
