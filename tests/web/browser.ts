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
