# Runs the programs of programs.ts and of random.ts with CPython's asyncio, one JSON object a
# line of standard input; interpreter.ts does the same with ours. Time is virtual, and its unit
# is the millisecond.
import asyncio
import json
import os
import sys


class JumpingSelector:
    """Lets no time pass but that of the loop's clock."""

    def __init__(self, loop):
        self.loop = loop

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("all tasks wait, and nothing can wake them")
        self.loop.now = round(self.loop.now + timeout)
        return []

    def register(self, *args):
        pass

    def unregister(self, *args):
        pass

    def get_map(self):
        return {}

    def close(self):
        pass


class VirtualLoop(asyncio.SelectorEventLoop):
    now = 0
    timers = 0

    def __init__(self):
        super().__init__(JumpingSelector(self))
        self._clock_resolution = 0.5

    def _make_self_pipe(self):
        pass  # no other thread wakes it

    def _close_self_pipe(self):
        pass

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        # CPython leaves open which of two timers of the same time is first.
        self.timers += 1
        return super().call_at(when + self.timers * 1e-7, callback, *args, context=context)


class OrderedSet(dict):
    def add(self, item):
        self[item] = True

    def discard(self, item):
        self.pop(item, None)


class OrderedGroup(asyncio.TaskGroup):
    """CPython leaves open in which order the tasks of a group are cancelled."""

    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()


class MicroPythonLock(asyncio.Lock):
    """After MicroPython's lock.py: a release hands the lock over, and an heir that is cancelled
    hands it on at once, where CPython's lets the next one go on in its turn."""

    def __init__(self):
        self.state = "unlocked"  # or "locked", or the future of the heir
        self.waiting = []

    def locked(self):
        return self.state == "locked"

    async def acquire(self):
        if self.state != "unlocked":
            turn = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if self.state is turn:
                    self.state = "locked"
                    self.release()
                raise
        self.state = "locked"
        return True

    def release(self):
        if self.state != "locked":
            raise RuntimeError("Lock not acquired")
        self.waiting = [turn for turn in self.waiting if not turn.cancelled()]
        if self.waiting:
            self.state = self.waiting.pop(0)
            self.state.set_result(None)
        else:
            self.state = "unlocked"


class Failure(Exception):
    pass


class Several(Exception):
    pass


# What the libraries call the same.
NAMES = {"ValueError": "RuntimeError", "Failure": "Failure", "Several": "AggregateError"}


def name_of(error):
    name = type(error).__name__
    words = " ".join(map(str, error.args)) if isinstance(error, (Failure, Several)) else ""
    return (NAMES.get(name, name) + " " + words).strip()


class Interpreter:
    def __init__(self, program, is_known):
        # Whether the README's differences from CPython are to be left out.
        self.is_known = is_known
        self.lines = []
        self.tasks = {}
        self.status = {}
        self.groups = {}
        self.counters = {}
        self.objects = {}
        for name, kind in program["objects"].items():
            kind, *args = kind.split()
            if kind == "Condition" and is_known:
                self.objects[name] = asyncio.Condition(MicroPythonLock())
            else:
                self.objects[name] = getattr(asyncio, kind)(*map(int, args))

    def log(self, name, *words):
        self.lines.append(name + ": " + " ".join(map(show, words)))

    async def main(self, program, victim, place):
        for name, body in program["tasks"].items():
            self.spawn(name, body)
        if victim is not None:
            if place < 100:
                for _ in range(place):
                    await asyncio.sleep(0)
            else:
                await asyncio.sleep(place - 100)
            self.log("main", "cancels", victim, self.tasks[victim].cancel())
        await asyncio.sleep(400)
        for name, task in self.tasks.items():
            status = self.status.get(name, "cancelled") if task.done() else "pending"
            self.log("main", name, status)
        for name, thing in self.objects.items():
            self.log("main", name, *await self.state(thing))

    async def state(self, thing):
        if isinstance(thing, asyncio.Queue):
            return ["items", thing.qsize(), "full", thing.full(), "empty", thing.empty()]
        if isinstance(thing, asyncio.Semaphore):
            permits = 0
            while not thing.locked():
                await thing.acquire()
                permits += 1
            return ["permits", permits]
        if isinstance(thing, asyncio.Barrier):
            return ["waiting", thing.n_waiting, "broken", thing.broken]
        if isinstance(thing, asyncio.Event):
            return ["set", thing.is_set()]
        return ["locked", thing.locked()]

    def spawn(self, name, body):
        self.tasks[name] = asyncio.create_task(self.task(name, body))

    async def task(self, name, body):
        try:
            self.log(name, "begins")
            result = await self.block(name, body)
            self.status[name] = "returned " + show(result)
            if self.is_known:  # it has returned, so a cancellation that is due is too late
                uncancel()
            return result
        except BaseException as error:
            self.status[name] = "threw " + name_of(error)
            raise
        finally:
            self.log(name, "ends")

    async def block(self, name, body):
        for step in body:
            result = await self.step(name, step)
            if result is not None:
                return result

    async def step(self, name, step):
        words, *bodies = [step] if isinstance(step, str) else step
        op, *args = words.split()
        what = args[0] if args else ""
        thing = self.objects.get(what)
        number = int(args[1]) if len(args) > 1 and args[1].lstrip("-").isdigit() else None
        if op == "log":
            self.log(name, what)
        elif op == "sleep":
            await asyncio.sleep(int(what))
            self.log(name, "slept", what)
        elif op == "return":
            return int(what)
        elif op == "raise":
            raise Failure(what)
        elif op == "spawn":
            self.spawn(what, bodies[0])
        elif op == "await":
            if what in self.tasks:
                self.log(name, "awaited", what, await self.tasks[what])
        elif op == "cancel":
            if what in self.tasks and self.tasks[what] is not asyncio.current_task():
                self.log(name, "cancels", what, self.tasks[what].cancel())
        elif op == "add":
            self.counters[what] = self.counters.get(what, 0) + number
        elif op == "try":
            try:
                return await self.block(name, bodies[0])
            except (Exception, asyncio.CancelledError) as error:
                self.log(name, "caught", name_of(error))
                if what == "swallow" and isinstance(error, asyncio.CancelledError):
                    # As the documents ask for; else it haunts the task groups to come.
                    uncancel()
                result = await self.block(name, bodies[1])
                if what != "swallow":
                    raise
                return result
        elif op == "finally":
            try:
                return await self.block(name, bodies[0])
            finally:
                self.log(name, "finally")
                await self.block(name, bodies[1])
        elif op == "within":
            try:
                return await asyncio.wait_for(self.block(name, bodies[0]), int(what))
            except TimeoutError:
                self.log(name, "timed out")
        elif op == "group":
            return await self.group(name, what, bodies[0])
        elif op == "child":
            try:
                self.tasks[args[1]] = self.groups[what].create_task(self.task(args[1], bodies[0]))
            except RuntimeError as error:
                self.log(name, "cannot create", args[1])
        elif op in ("with", "hold"):
            async with thing:
                self.log(name, "inside", what)
                return await self.block(name, bodies[0])
        else:
            try:
                await self.use(name, op, what, thing, number)
            except (
                asyncio.QueueEmpty,
                asyncio.QueueFull,
                asyncio.QueueShutDown,
                asyncio.BrokenBarrierError,
                RuntimeError,
                ValueError,
            ) as error:
                self.log(name, op, what, "throws", name_of(error))

    async def group(self, name, group_name, body):
        try:
            async with OrderedGroup() as group:
                self.groups[group_name] = group
                return await self.block(name, body)
        except BaseExceptionGroup as error:
            if len(error.exceptions) == 1:
                raise error.exceptions[0]
            raise Several(", ".join(map(name_of, error.exceptions)))

    async def use(self, name, op, what, thing, number):
        result = None
        if op == "put":
            await thing.put(number)
        elif op == "put_nowait":
            thing.put_nowait(number)
        elif op == "get":
            result = await thing.get()
        elif op == "get_nowait":
            result = thing.get_nowait()
        elif op == "take_all":
            while True:
                try:
                    self.log(name, "took", await thing.get())
                except asyncio.QueueShutDown:
                    break
        elif op == "task_done":
            thing.task_done()
        elif op == "join":
            await thing.join()
        elif op == "shutdown":
            thing.shutdown(number == 1)
        elif op == "qsize":
            result = thing.qsize()
        elif op == "acquire":
            await thing.acquire()
        elif op == "release":
            thing.release()
        elif op == "locked":
            result = thing.locked()
        elif op == "wait":
            result = await thing.wait()
        elif op == "wait_until":
            await thing.wait_for(lambda: self.counters.get(what, 0) >= number)
        elif op == "notify":
            thing.notify(1 if number is None else number)
        elif op == "notify_all":
            thing.notify_all()
        elif op == "reset":
            await thing.reset()
        elif op == "abort":
            await thing.abort()
        elif op == "set":
            thing.set()
        elif op == "clear":
            thing.clear()
        else:
            raise SystemExit("unknown step " + op)
        self.log(name, op, what, *([] if result is None else [result]))


def uncancel():
    task = asyncio.current_task()
    while task.cancelling():
        task.uncancel()


def show(value):
    return str(value)


def run(program, victim, place, is_known):
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    interpreter = Interpreter(program, is_known)
    loop.run_until_complete(interpreter.main(program, victim, place))
    # What waits still is not to be cancelled, which would print.
    leftovers.append((loop, interpreter))
    return "".join(line + "\n" for line in interpreter.lines)


leftovers = []
for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(run(job["program"], job["victim"], job["place"], job.get("isKnown", False))))
sys.stdout.flush()
os._exit(0)
