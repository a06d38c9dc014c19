/** What the answers so far have told: uuids, serials, names and addresses to ask with next. */
import type { Random } from "./journeys/random.ts";
import type { Answer } from "./server.ts";

export type Pool = {
  add(noun: string, value: string): void;
  /** Takes in every text of an answer under what it names. */
  learn(target: string, answer: Answer): void;
  pick(random: Random, noun: string): string | undefined;
};

const KEPT_MAX = 40;
const ROWS_MAX = 5;

/** Starts with nothing, and never takes in what is `kept_out`. */
export function createPool(kept_out: readonly string[] = []): Pool {
  const values = new Map<string, string[]>();
  const add = (noun: string, value: string) => {
    if (kept_out.includes(value)) return;
    const kept = (values.get(noun) ?? []).filter((one) => one !== value);
    values.set(noun, [...kept.slice(1 - KEPT_MAX), value]);
  };
  const walk = (key: string, owner: string, value: unknown): void => {
    if (typeof value === "string") add(nounOf(key, owner), value);
    else if (Array.isArray(value)) {
      for (const one of value.slice(0, ROWS_MAX)) walk(key, ownerOf(key, owner), one);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) walk(name, owner, inner);
    }
  };
  return {
    add,
    learn(target, { status, headers, body }) {
      const [path, query] = target.split("?");
      const location = headers.get("location");
      if (status === 302 && location) add("target", location);
      if (status === 200 && path.startsWith("/uploads/")) {
        add("upload", `${path.split("/")[2]} ${headers.get("etag")}`);
      }
      if (status !== 200 || !/^\/(v1|manage\/v1)\//.test(path)) return;
      walk("", singular(path.split("/")[path.startsWith("/manage") ? 3 : 2]), body);
      if (typeof body.next_cursor !== "string") return;
      const others = (query ?? "").split("&").filter((pair) => !/^(cursor=|$)/.test(pair));
      add("target", `${path}?${[...others, `cursor=${body.next_cursor}`].join("&")}`);
    },
    pick(random, noun) {
      const kept = values.get(noun) ?? [];
      return kept.length > 0 ? kept[random.below(kept.length)] : undefined;
    },
  };
}

/** What a key holds, whatever it is called: `build_uuids`, `part.uuid`, `route_to`. */
export function nounOf(key: string, owner: string): string {
  if (key === "uuid") return owner;
  if (/serial$|^route_to$/.test(key)) return "printer";
  const [, noun] = /^(.+?)(?:_uuids?|s\.uuid)$/.exec(key.replaceAll("-", "_")) ?? [];
  return noun ?? key;
}

/** The rows of a list are what its address says, other lists what they are called. */
function ownerOf(key: string, owner: string): string {
  return owner.endsWith(singular(key)) ? owner : singular(key);
}

const singular = (text: string) => text.replace(/s$/, "");
