"""An echo server of asyncio's streams for streams.ts: prints its port. With the
argument uvloop it runs on uvloop, otherwise on asyncio's own loop.
"""

import asyncio
import sys

MOST_READ = 65536
BACKLOG = 1024
# It is killed before, unless whoever started it was. In seconds.
LIFETIME = 60


async def echo(reader, writer):
    try:
        while data := await reader.read(MOST_READ):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # the load ends amid its requests
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(LIFETIME)


if "uvloop" in sys.argv:
    import uvloop

    uvloop.install()
asyncio.run(main())
