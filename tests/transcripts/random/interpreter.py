# Runs the random programs of programs.ts, one JSON array a line of standard
# input, with MicroPython's asyncio. interpreter.ts does the same with ours.
import asyncio
import json
import sys
import time


class Failure(Exception):
    pass


# All times are multiples of 10 units, a unit being 1 ms in theory. Here they take as
# many ms as the argument says, since polling for flags takes MicroPython 1 ms a switch;
# and sleeping until such a multiple keeps real time from drifting, so that tasks that
# should wake together do.
STEP_MS = int(sys.argv[1])


def until(units):
    return units * STEP_MS // 10 - time.ticks_ms() % STEP_MS if units > 0 else 0


# To be busy ends in the middle between two of them: no task is due a few ms before or after.
def busy(units):
    time.sleep_ms(until(units) + STEP_MS // 2)  # holds up the loop, and leaves the processor


class Interpreter:
    def __init__(self):
        self.tasks = {}
        self.events = [asyncio.Event() for _ in range(2)]
        self.locks = [asyncio.Lock() for _ in range(2)]
        self.flags = [asyncio.ThreadSafeFlag() for _ in range(2)]
        self.flag_waiters = [None, None]
        self.awaited = set()
        self.gathered = set()

    def log(self, name, *values):
        print(name + ":", *values)

    async def task(self, name, body):
        try:
            self.log(name, "begins")
            return await self.block(name, body)
        finally:
            self.log(name, "ends")

    # True, or the returned value in a list, if the task is to return.
    async def block(self, name, body):
        for step in body:
            result = await self.step(name, step)
            if result is not None:
                return result

    async def step(self, name, step):
        op = step[0]
        if op == "log":
            self.log(name, step[1])
        elif op == "sleep":
            await asyncio.sleep_ms(until(step[1]))
            self.log(name, "slept", step[1])
        elif op == "busy":
            busy(step[1])
            self.log(name, "was busy", step[1])
        elif op == "return":
            return step[1]
        elif op == "raise":
            raise Failure(step[1])
        elif op == "spawn":
            self.spawn(step[1], step[2])
        elif op == "await":
            await self.await_task(name, step[1])
        elif op == "cancel":
            task = self.tasks.get(step[1])
            if task is not None:
                try:
                    self.log(name, "cancels", step[1], task.cancel())
                except RuntimeError as error:
                    self.log(name, "cannot cancel", step[1], error)
        elif op == "done":
            task = self.tasks.get(step[1])
            self.log(name, step[1], "done", task is not None and task.done())
        elif op == "current":
            self.log(name, "is current", asyncio.current_task() is self.tasks.get(name))
        elif op == "set":
            self.events[step[1]].set()
            self.log(name, "set event", step[1])
        elif op == "clear":
            self.events[step[1]].clear()
        elif op == "is_set":
            self.log(name, "is set", step[1], self.events[step[1]].is_set())
        elif op == "wait":
            self.log(name, "waited", step[1], await self.events[step[1]].wait())
        elif op == "locked":
            self.log(name, "locked", step[1], self.locks[step[1]].locked())
        elif op == "acquire":
            await self.locks[step[1]].acquire()
            self.log(name, "acquired", step[1])
        elif op == "release":
            try:
                self.locks[step[1]].release()
                self.log(name, "released", step[1])
            except RuntimeError as error:
                self.log(name, "cannot release", step[1], error)
        elif op == "with":
            async with self.locks[step[1]]:
                self.log(name, "inside", step[1])
                return await self.block(name, step[2])
        elif op == "flag set":
            self.flags[step[1]].set()
            self.log(name, "set flag", step[1])
        elif op == "flag clear":
            self.flags[step[1]].clear()
        elif op == "flag wait":
            if self.flag_waiters[step[1]] is None:
                self.flag_waiters[step[1]] = name
                try:
                    await self.flags[step[1]].wait()
                    self.log(name, "got flag", step[1])
                finally:
                    self.flag_waiters[step[1]] = None
        elif op == "wait_for":
            await self.wait_for(name, step[1], step[2], step[3])
        elif op == "gather":
            await self.gather(name, step[1], step[2])
        elif op == "try":
            return await self.attempt(name, step[1], step[2], step[3])
        elif op == "finally":
            try:
                result = await self.block(name, step[1])
            finally:
                self.log(name, "finally")
                await self.block(name, step[2])
            return result

    def spawn(self, name, body):
        self.tasks[name] = asyncio.create_task(self.task(name, body))

    # Whether a task may be awaited: see programs.ts.
    def may_await(self, name, other):
        if other not in self.tasks or other in self.gathered:
            return False
        if name[0] == "t" and int(other[1:]) <= int(name[1:]):
            return False
        return not (self.tasks[other].done() and other in self.awaited)

    async def await_task(self, name, other):
        if not self.may_await(name, other):
            return
        self.awaited.add(other)
        self.log(name, "awaited", other, await self.tasks[other])

    async def wait_for(self, name, timeout, other, body):
        if body is not None:
            self.spawn(other, body)
        if not self.may_await(name, other):
            return
        self.awaited.add(other)
        try:
            result = await asyncio.wait_for_ms(self.tasks[other], until(timeout))
            self.log(name, "waited for", other, result)
        except asyncio.TimeoutError:
            self.log(name, "timed out", other)

    async def gather(self, name, parts, return_exceptions):
        tasks = []
        for other, body in parts:
            if body is not None:
                self.spawn(other, body)
            elif not self.may_await(name, other) or other in self.awaited:
                continue
            self.gathered.add(other)
            tasks.append(self.tasks[other])
        results = await asyncio.gather(*tasks, return_exceptions=return_exceptions)
        self.log(name, "gathered", [self.show(result) for result in results])

    async def attempt(self, name, body, handler, swallows):
        try:
            return await self.block(name, body)
        except asyncio.CancelledError:
            self.log(name, "caught CancelledError")
            result = await self.block(name, handler)
            if not swallows:
                raise
            return result
        except Failure as error:
            self.log(name, "caught", self.show(error))
            return await self.block(name, handler)

    def show(self, value):
        if isinstance(value, Failure):
            return "Failure " + str(value)
        if isinstance(value, asyncio.CancelledError):
            return "CancelledError"
        if isinstance(value, RuntimeError):
            return str(value)
        return value


def run(program):
    asyncio.new_event_loop()
    interpreter = Interpreter()

    def handler(loop, context):
        print("unretrieved:", interpreter.show(context["exception"]))

    asyncio.get_event_loop().set_exception_handler(handler)
    time.sleep_ms(STEP_MS - time.ticks_ms() % STEP_MS)
    for number, body in enumerate(program):
        name = "main" + str(number)
        try:
            asyncio.run(interpreter.task(name, body))
        except (Failure, asyncio.CancelledError) as error:
            print("run:", interpreter.show(error))


for line in sys.stdin:
    run(json.loads(line))
    print("---")
