import type { CallWorker } from "../../../ffi/call_worker.ts";
import { refused } from "../../../ffi/libc.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import type { Coroutine } from "../../coroutine.ts";
import { waitForCall } from "./wait_for_call.ts";

const DOING = "waits for a measurement";

/**
 * Reads a file of sysfs for which the kernel takes its time, in another thread. It is read to the
 * end even if the task is cancelled meanwhile.
 *
 * @param doing What cannot be done if that fails, for messages.
 * @returns What is in it, without the end of the line. Fails with an `OSError`.
 */
export function readSlowly(path: string, doing: string, worker: CallWorker): Coroutine<string> {
  let text = "";
  return waitForCall(
    (settle) => {
      const file = SysfsFile.open(path, doing, "read");
      if (file === null) return settle(refused("ENOENT", doing));
      file.readLater(worker, (code, content) => {
        file.close();
        text = content;
        settle(code === null ? null : refused(code, doing));
      });
    },
    () => text,
    DOING,
  );
}

/** Writes to such a file. */
export function writeSlowly(
  path: string,
  text: string,
  doing: string,
  worker: CallWorker,
): Coroutine<void> {
  return waitForCall(
    (settle) => {
      const file = SysfsFile.open(path, doing);
      if (file === null) return settle(refused("ENOENT", doing));
      file.writeLater(worker, text, (code) => {
        file.close();
        settle(code === null ? null : refused(code, doing));
      });
    },
    () => {},
    DOING,
  );
}
