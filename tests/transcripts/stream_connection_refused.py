# Where nobody listens, one who connects and reads gets an OSError that says so.
import asyncio


async def ask(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    return await reader.read(1)


async def main():
    try:
        print(await ask(1))
    except OSError as error:
        print(error.errno)
    print(type((await asyncio.gather(ask(1), return_exceptions=True))[0]).__name__)


asyncio.run(main())
