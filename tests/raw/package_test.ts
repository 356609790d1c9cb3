// The shim as users of the package make it, who have no clone: needs a C compiler, and CAP_NET_RAW.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Registry } from "../package/registry.ts";
import { User } from "../package/user.ts";

Deno.test("package: its user builds the shim by the command that the error names", async () => {
  await using registry = await Registry.start();
  using user = new User(registry);
  user.write(
    "main.ts",
    `
    import { AsyncRAW, run, wait_for } from "@uasyncio/uasyncio";
    await run(async () => {
      await using socket = new AsyncRAW(2, 253);
      await socket.connect("127.0.0.1");
      await socket.send(new Uint8Array([5]));
      const packet = await wait_for(socket.recv(100), 5);
      console.log(packet.at(-1));
    });
    `,
  );
  const flags = ["--allow-ffi", "--allow-env=UASYNCIO_FFI,XDG_CACHE_HOME,HOME"];
  const before = await user.run("main.ts", flags);
  assertEquals(before.code, 1);
  assertMatch(before.stderr, /`deno .*` makes it/);

  const [, words = ""] = /`deno (.*)` makes it/.exec(before.stderr) ?? [];
  const built = await user.deno(words.split(" "), { PATH: Deno.env.get("PATH") ?? "" });
  assertEquals(built.code, 0, built.stderr);
  const place = `${user.folder}/cache/uasyncio/ffi/`;
  assert(built.stdout.startsWith(`Built ${place}`), built.stdout);
  assertEquals([...Deno.readDirSync(place)].length, 1);

  assertEquals(await user.run("main.ts", flags), { code: 0, stdout: "5\n", stderr: "" });
});
