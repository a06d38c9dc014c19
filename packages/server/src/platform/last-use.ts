/** When things were last used, to the minute, written behind the back of the requests. */
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

const MINUTE_MS = 60_000;

/** Notes a use now; `known_at` is the last one that is written already. */
export type NoteUse = (id: string, known_at: string | null) => void;

export type LastUse = {
  note: NoteUse;
  /** Resolves when everything noted so far is written. */
  close(): Promise<void>;
};

type LastUseOptions = {
  clock: Pick<Clock, "realNowMs">;
  log: Log;
  /** Writes one moment to all of `ids`. */
  write(ids: string[], at: string): Promise<void>;
};

/** Costs a thing in use one write a minute, shared with all that are in use then. */
export function openLastUse({ clock, log, write }: LastUseOptions): LastUse {
  let minute_ms = 0;
  let minute = "";
  let noted = new Set<string>();
  let pending: string[] = [];
  let writing: Promise<void> | null = null;

  const writePending = async () => {
    while (pending.length > 0) {
      const ids = pending;
      pending = [];
      try {
        await write(ids, minute);
      } catch (error) {
        log.warn({ error }, "times of last use were not written");
      }
    }
    writing = null;
  };

  return {
    note(id, known_at) {
      const now_ms = clock.realNowMs();
      const at_ms = now_ms - (now_ms % MINUTE_MS);
      if (at_ms !== minute_ms) {
        minute_ms = at_ms;
        minute = new Date(at_ms).toISOString();
        noted = new Set();
      }
      if (noted.has(id) || (known_at !== null && known_at >= minute)) return;
      noted.add(id);
      pending.push(id);
      writing ??= writePending();
    },
    close: async () => (await writing) ?? undefined,
  };
}
