import { lastError, libc, refused } from "./libc.ts";

const CLOCK_REALTIME = 0;

/** Sets the system's clock to a time in ms since 1970, UTC. */
export function setClockOfDay(ms: number): void {
  const seconds = Math.floor(ms / 1000);
  const timespec = BigInt64Array.of(
    BigInt(seconds),
    BigInt(Math.round((ms - seconds * 1000) * 1e6)),
  );
  if (libc().clock_settime(CLOCK_REALTIME, timespec) >= 0) return;
  const code = lastError();
  const doing = "set the clock";
  throw code === "EPERM"
    ? refused(code, doing, "it takes root's rights (CAP_SYS_TIME); Linux keeps it right by NTP")
    : refused(code, doing);
}
