# A port that a server listens on is taken.
import asyncio

PORT = 24023


async def serve(reader, writer):
    pass


async def start(port):
    try:
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        print("started")
        return server
    except OSError as error:
        print("not started", error.errno)


async def main():
    first = await start(PORT)
    await start(PORT)
    first.close()
    await first.wait_closed()


asyncio.run(main())
