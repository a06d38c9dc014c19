/**
 * Domain time that can run at any speed, stand still, and be moved. It never runs backwards, and
 * it survives the process: its state is a setting in the database.
 */
import { type Clock, ISO_MAX, isIsoTime } from "./clock.ts";
import type { Db } from "./db/db.ts";
import { invariant } from "./invariant.ts";
import type { Log } from "./log.ts";
import { getSetting, setSetting } from "./settings.ts";

/** Domain seconds per real second. */
export const SPEED_MAX = 1_000_000;
export const SPEED_DEFAULT = 60;

export type VirtualClock = Clock & {
  /** Domain seconds per real second; 0 stands still. */
  speed(): number;
  /** From now on. While the clock is held it takes effect when it is let go. */
  setSpeed(speed: number): Promise<void>;
  /** Stops the time for stepping, whatever the speed; it goes on from wherever it then stands. */
  hold(): void;
  letGo(): void;
  /** Moves a held clock forward to exactly `iso`. */
  jumpTo(iso: string): Promise<void>;
  /** Makes the present moment durable and stops doing so every second. */
  close(): Promise<void>;
};

export type VirtualClockOptions = {
  db: Db;
  /** Where time begins on a new database, ISO 8601 UTC with milliseconds. */
  start: string;
  /** 0 to SPEED_MAX; null goes on at the saved speed, or at SPEED_DEFAULT. */
  speed: number | null;
  realNowMs: () => number;
  log: Log;
};

type Saved = { now: string; speed: number };

const SETTING = "virtual_clock";
const SAVE_EVERY_MS = 1000;
/** Events are stamped before they are numbered, so the newest stamp is among the last ones. */
const EVENTS_SEARCHED = 1000;

/**
 * Opens the clock of `db`. After a restart time goes on from where it was last saved, which
 * happens every real second and at every change, and never before what the history tells.
 */
export async function openVirtualClock(options: VirtualClockOptions): Promise<VirtualClock> {
  const { db, realNowMs, log } = options;
  const saved = await readSaved(db);
  let speed = checkSpeed(options.speed ?? saved?.speed ?? SPEED_DEFAULT);
  let held = false;
  let now_ms = Date.parse(await timeToGoOnFrom(db, saved?.now ?? options.start));
  let real_ms = realNowMs();

  /** Brings now_ms up to the present; called before speed or held change. */
  const catchUp = () => {
    const next_real_ms = realNowMs();
    // Real time may be set back; domain time then goes on from the new one.
    if (!held) now_ms += Math.max(0, next_real_ms - real_ms) * speed;
    now_ms = Math.min(now_ms, Date.parse(ISO_MAX));
    real_ms = next_real_ms;
  };
  const now = () => {
    catchUp();
    return new Date(now_ms).toISOString();
  };
  const save = () => saveState(db, { now: now(), speed });

  let saving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (speed === 0 || held) return;
    saving = save().catch((error) => log.warn({ error }, "the time could not be saved"));
  }, SAVE_EVERY_MS);
  timer.unref();
  await save();

  return {
    now,
    realNowMs,
    speed: () => speed,
    async setSpeed(next) {
      catchUp();
      speed = checkSpeed(next);
      await save();
    },
    hold() {
      invariant(!held, "the clock is held already");
      catchUp();
      held = true;
    },
    letGo() {
      invariant(held, "the clock is not held");
      catchUp();
      held = false;
    },
    async jumpTo(iso) {
      invariant(held, "only a held clock jumps");
      invariant(isIsoTime(iso) && iso >= now(), `the clock cannot go from ${now()} to ${iso}`);
      // First on disk: nothing may be stamped with a time that a restart would not know.
      await saveState(db, { now: iso, speed });
      now_ms = Date.parse(iso);
    },
    async close() {
      clearInterval(timer);
      await saving;
      await save();
    },
  };
}

function checkSpeed(speed: number): number {
  invariant(speed >= 0 && speed <= SPEED_MAX, `the clock cannot run at speed ${speed}`);
  return speed;
}

async function readSaved(db: Db): Promise<Saved | null> {
  const text = await getSetting(db.read, SETTING);
  return text === null ? null : (JSON.parse(text) as Saved);
}

function saveState(db: Db, state: Saved): Promise<void> {
  return db.transaction((tx) => setSetting(tx, SETTING, JSON.stringify(state)));
}

async function timeToGoOnFrom(db: Db, known: string): Promise<string> {
  const newest = await db.read
    .selectFrom((eb) =>
      eb.selectFrom("events").select("at").orderBy("seq", "desc").limit(EVENTS_SEARCHED).as("last"),
    )
    .select((eb) => eb.fn.max("at").as("at"))
    .executeTakeFirst();
  return newest?.at && newest.at > known ? newest.at : known;
}
