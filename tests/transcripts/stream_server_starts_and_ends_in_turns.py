# To start a server, and to await its end, let the other tasks have a turn; close() does not.
import asyncio

PORT = 24034


async def serve(reader, writer):
    pass


async def other():
    for i in range(4):
        print("other", i)
        await asyncio.sleep_ms(0)


async def main():
    task = asyncio.create_task(other())
    print("starts")
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    print("started")
    server.close()
    print("closed")
    await server.wait_closed()
    print("ended")
    await task


asyncio.run(main())
