/**
 * Debian's Chromium, without a screen, driven by playwright-core.
 *
 * @module
 */

import { type Browser, chromium } from "playwright-core";

export type { Browser, Page } from "playwright-core";

/** Where Debian has it. */
export const CHROMIUM = "/usr/bin/chromium";

/** Starts it. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/** A page draws later than it is told. Looks again and again, for five seconds at most. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + 5000;
  while (true) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
