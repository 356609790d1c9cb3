import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram, runText, urlOf } from "../programs/run_program.ts";

const ENV = "--allow-env=UASYNCIO_FFI,XDG_CACHE_HOME,HOME";

/** A program that opens a socket and tells what came of it. */
const OPENING = `
  import { AsyncRAW } from "./mod.ts";
  try {
    new AsyncRAW();
    console.log("open");
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
`;

Deno.test("AsyncRAW lets the process end although tasks wait for packets, and the next run() goes on", async () => {
  const { code, stdout, stderr } = await runText(
    `
    import { AsyncRAW, create_task, run, sleep_ms } from "./mod.ts";
    const socket = new AsyncRAW(2, 253);
    let task;
    await run(async () => {
      await socket.connect("127.0.0.1");
      task = create_task(socket.recv(100));
      await sleep_ms(5);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await run(async () => {
      await socket.send(new Uint8Array([5]));
      console.log((await task).at(-1));
      create_task(socket.recv(100));
      await sleep_ms(5);
    });
    console.log("end");
  `,
    "--allow-ffi",
    ENV,
  );
  assertEquals([code, stdout, stderr], [0, "5\nend\n", ""]);
});

Deno.test("AsyncRAW without --allow-ffi: the error is Deno's own", async () => {
  const { stdout } = await runText(OPENING, ENV);
  assertStringIncludes(stdout, "NotCapable");
  assertStringIncludes(stdout, "run again with the --allow-ffi flag");
});

Deno.test("AsyncRAW.connect() to a host takes --allow-net, and the error says so", async () => {
  const text = `
    import { AsyncRAW, run } from "./mod.ts";
    try {
      await run(new AsyncRAW().connect("localhost"));
    } catch (error) {
      console.log(error instanceof Deno.errors.NotCapable, error.message);
    }
  `;
  const { stdout } = await runText(text, "--allow-ffi", ENV);
  assertStringIncludes(stdout, 'true Requires net access to "localhost", run again with');
  const allowed = await runText(text, "--allow-ffi", ENV, "--allow-net=localhost");
  assertEquals(allowed, { code: 0, stdout: "", stderr: "" });
});

Deno.test("AsyncRAW without the permission to read where the shim is: the error is Deno's own", async () => {
  const { stdout } = await runText(OPENING, "--allow-ffi");
  assertStringIncludes(stdout, "NotCapable");
  assertStringIncludes(stdout, "run again with the --allow-env flag");
});

Deno.test("AsyncRAW without the shim: the error names the command that builds it", async () => {
  const { stdout } = await runProgram(["--allow-ffi", ENV, urlOf(OPENING)], {
    XDG_CACHE_HOME: "/nowhere",
  });
  assertStringIncludes(
    stdout,
    "OSError ENOENT Cannot find the library for raw sockets: there is no",
  );
  assertStringIncludes(stdout, "/nowhere/uasyncio/ffi/raw_socket-");
  assertStringIncludes(stdout, "`deno task build:ffi`");
});

Deno.test("AsyncRAW without CAP_NET_RAW: the error says how to get it", async () => {
  const { stdout, stderr, success } = await new Deno.Command("setpriv", {
    args: [
      "--bounding-set=-net_raw",
      "--inh-caps=-net_raw",
      Deno.execPath(),
      "run",
      "--no-prompt",
      "--allow-ffi",
      ENV,
      urlOf(OPENING),
    ],
  }).output();
  const decoder = new TextDecoder();
  assertEquals(success, true, decoder.decode(stderr));
  assertStringIncludes(decoder.decode(stdout), "OSError EPERM Cannot open a raw socket: ");
  assertStringIncludes(decoder.decode(stdout), "sudo setcap cap_net_raw+ep");
});
