# Between two runs tasks can be created, cancelled, woken by an event or by a lock.
import asyncio

event = asyncio.Event()
lock = asyncio.Lock()
tasks = []


async def sleeper():
    try:
        await asyncio.sleep_ms(1000)
    except asyncio.CancelledError:
        print("sleeper is cancelled")


async def event_waiter():
    await event.wait()
    print("event was set")


async def lock_waiter():
    await lock.acquire()
    print("lock was released", lock.locked())


async def first():
    await lock.acquire()
    tasks.append(asyncio.create_task(lock_waiter()))
    tasks.append(asyncio.create_task(event_waiter()))
    tasks.append(asyncio.create_task(sleeper()))
    await asyncio.sleep_ms(10)


async def second():
    await asyncio.sleep_ms(10)
    print([task.done() for task in tasks])


asyncio.run(first())
print(tasks[2].cancel(), [task.done() for task in tasks])
event.set()
lock.release()
tasks.append(asyncio.create_task(sleeper()))
tasks[3].cancel()
asyncio.run(second())
