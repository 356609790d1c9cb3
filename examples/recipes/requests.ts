// JSON from the web, in place of requests: fetch() in a task, with a time limit and more attempts
// where these may help. Other tasks run meanwhile, and a cancelled task ends its request.
//
//   deno run --allow-net=api.open-meteo.com examples/recipes/requests.ts \
//     'https://api.open-meteo.com/v1/forecast?latitude=48.1&longitude=11.6&current=temperature_2m'

import { current_task, run, sleep, TimeoutError, wait_for } from "@uasyncio/uasyncio";

/** The server's answer is none: its status says why. */
class HttpError extends Error {
  constructor(readonly status: number, url: string) {
    super(`${url} answers with the status ${status}`);
  }
}

interface Options {
  /** For so long, in seconds, each attempt may last. */
  timeout?: number;
  attempts?: number;
  /** The time before the second attempt, in seconds; before the third it is twice as long. */
  pause?: number;
  /** What to send, as JSON, by POST. */
  json?: unknown;
}

export async function request_json(
  url: string,
  { timeout = 10, attempts = 4, pause = 1, json }: Options = {},
): Promise<unknown> {
  for (let attempt = 1;; attempt++) {
    try {
      return await wait_for(() => ask(url, json), timeout);
    } catch (error) {
      if (attempt === attempts || !may_pass(error)) throw error;
      console.error(`Attempt ${attempt}: ${error instanceof Error ? error.message : error}`);
    }
    await sleep(pause * 2 ** (attempt - 1));
  }
}

/** The signal is that of the task that `wait_for` has made: a time limit ends the request. */
async function ask(url: string, json: unknown): Promise<unknown> {
  const { signal } = current_task();
  const options = json === undefined ? {} : {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(json),
  };
  const response = await fetch(url, { signal, ...options });
  if (response.ok) return await response.json();
  await response.body?.cancel();
  throw new HttpError(response.status, url);
}

/** Whether another attempt may help. A `TypeError` is what fetch() throws without an answer. */
function may_pass(error: unknown): boolean {
  if (error instanceof HttpError) return error.status >= 500 || error.status === 429;
  return error instanceof TimeoutError || error instanceof TypeError;
}

if (import.meta.main) {
  const [url = "", timeout = "10", pause = "1"] = Deno.args;
  const options = { timeout: Number(timeout), pause: Number(pause) };
  console.log(await run(() => request_json(url, options), { signals: ["SIGINT", "SIGTERM"] }));
}
