/**
 * The parts of the tests, each with the permissions that it needs and no more.
 *
 * @module
 */

/** One call of `deno test`. */
export interface Run {
  paths: string[];
  flags: string[];
}

export interface Part extends Run {
  /** What takes other permissions. */
  more?: Run;
  /**
   * A program that fails where the part cannot be tested, and says why. The part is left
   * out then, unless it has been asked for by its name.
   */
  prerequisites?: string;
}

/** Checks the scheduler's invariants after every entry into it. */
const INVARIANTS = "--preload=tests/invariants/watch.ts";

export const parts: Record<string, Part> = {
  scheduler: { paths: ["tests/scheduler", "tests/offline"], flags: [INVARIANTS] },
  time: { paths: ["tests/time"], flags: [INVARIANTS] },
  board: { paths: ["tests/board"], flags: [INVARIANTS] },
  primitives: { paths: ["tests/primitives"], flags: [INVARIANTS] },
  net: {
    paths: ["tests/net"],
    flags: ["--allow-net=127.0.0.1,[::1],localhost", "--allow-read=tests/net"],
  },
  udp: {
    paths: ["tests/udp"],
    flags: ["--unstable-net", "--allow-net=127.0.0.1,[::1],0.0.0.0,[::],localhost"],
  },
  raw: {
    paths: ["tests/raw", "tests/ffi"],
    flags: [
      "--unstable-net",
      "--allow-ffi",
      "--allow-net",
      // They build the shim, and make networks.
      "--allow-run",
      "--allow-read",
      "--allow-write",
      "--allow-env",
    ],
    prerequisites: "tests/raw/prerequisites.ts",
  },
  uart: { paths: ["tests/uart"], flags: ["--allow-ffi", "--allow-run", "--allow-read"] },
  transcripts: {
    paths: ["tests/transcripts"],
    flags: [
      INVARIANTS,
      "--allow-read=tests/transcripts,src,examples/oled",
      "--allow-net=127.0.0.1",
    ],
  },
  cpython: { paths: ["tests/cpython"], flags: [INVARIANTS, "--allow-read=tests/cpython"] },
  programs: {
    paths: ["tests/programs", "tests/permissions"],
    flags: [
      "--unstable-net",
      `--allow-run=${Deno.execPath()},script`, // a terminal for a program
      "--allow-read",
      "--allow-env",
      "--allow-net=127.0.0.1,[::1]",
    ],
  },
  recipes: {
    paths: ["tests/recipes"],
    flags: [
      `--allow-run=${Deno.execPath()},/usr/sbin/mosquitto,/usr/bin/mosquitto_sub,/usr/bin/mosquitto_pub`,
      "--allow-net=127.0.0.1",
      "--allow-read",
      "--allow-write", // what the broker keeps
    ],
    prerequisites: "tests/recipes/prerequisites.ts",
  },
  package: {
    paths: ["tests/package"],
    flags: [
      `--allow-run=${Deno.execPath()},node`,
      "--allow-net=127.0.0.1",
      "--allow-read",
      "--allow-write", // folders for temporary files
    ],
  },
  web: {
    paths: ["tests/web"],
    // Playwright looks at what Deno guards by it, and Chromium is not bound by the sandbox.
    flags: ["--allow-all"],
    prerequisites: "tests/web/prerequisites.ts",
  },
  documents: {
    paths: ["tests/documents"],
    flags: [
      `--allow-run=${Deno.execPath()}`,
      "--allow-read",
      "--allow-write", // a folder for temporary files
    ],
    more: { // the examples in the documentation
      paths: ["mod.ts", "src", "README.md", "docs"],
      flags: [
        "--doc",
        "--unstable-net",
        "--allow-env=UASYNCIO_BOARD",
        "--allow-net=127.0.0.1",
      ],
    },
  },
};
