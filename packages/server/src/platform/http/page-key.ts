/** What a remembered page is known by. */
import type { Clock } from "../clock.ts";
import type { Caller } from "./route.ts";

export const PAGE_TYPE = "application/json; charset=utf-8";

/** An answer may tell what time it is, to the second, and holds cursors whose minute runs. */
export function pageKey(
  clock: Pick<Clock, "now" | "realNowMs">,
  caller: Caller,
  url: string,
): string {
  const second = clock.now().slice(0, "2026-01-01T00:00:00".length);
  const real_s = Math.floor(clock.realNowMs() / 1000);
  return `${caller.actor} ${caller.user_uuid} ${second} ${real_s} ${url}`;
}
