# What a server's callback raises goes to the exception handler; the server serves on.
import asyncio

PORT = 24018


async def serve(reader, writer):
    word = await reader.readline()
    print("server got", word)
    if word == b"bad\n":
        raise ValueError("bad word")
    writer.write(b"fine")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    reported = asyncio.Event()

    def handler(loop, context):
        print(context["message"], context["exception"])
        reported.set()

    asyncio.get_event_loop().set_exception_handler(handler)
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async with server:
        for word in [b"good\n", b"bad\n", b"better\n"]:
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.write(word)
            await writer.drain()
            if word == b"bad\n":
                await reported.wait()
            else:
                print(await reader.read())
            writer.close()
            await writer.wait_closed()


asyncio.run(main())
