/** Who is asking, by token or by session, and whether their role allows the operation. */
import type { IncomingHttpHeaders } from "node:http";
import { type Operation, Problem, ROLES } from "@vatline/api";
import { checkSession } from "../customers/check-session.ts";
import { updateSeen } from "../customers/store-sessions.ts";
import { readSessionCookie } from "../platform/auth/session-cookie.ts";
import type { Deps } from "../platform/deps.ts";
import type { Caller } from "../platform/http/route.ts";
import { openLastUse } from "../platform/last-use.ts";
import { openAuthenticate } from "./authenticate.ts";
import { updateLastUsed } from "./store.ts";

export type Admission = {
  /** Throws the problems about tokens, sessions and roles. */
  admit(headers: IncomingHttpHeaders, operation: Operation): Promise<Caller>;
  /** Resolves when nothing of it is under way. */
  close(): Promise<void>;
};

type Parts = Pick<Deps, "db" | "clock" | "config" | "log">;

/** A bearer token wins over a cookie, which only operations for people take. */
export function openAdmission(deps: Parts): Admission {
  const { db, clock, log } = deps;
  const keys = openLastUse({
    clock,
    log,
    write: (ids, at) => db.transaction((tx) => updateLastUsed(tx, ids, at)),
  });
  const sessions = openLastUse({
    clock,
    log,
    write: (ids, at) => db.transaction((tx) => updateSeen(tx, ids, at)),
  });
  const authenticate = openAuthenticate({ ...deps, noteUse: keys.note });

  return {
    async admit(headers, operation) {
      const { authorization, cookie } = headers;
      const by_cookie = operation.session && authorization === undefined;
      const secret = by_cookie ? readSessionCookie(cookie, deps.config.base_url) : null;
      if (secret === null) return checkRole(await authenticate(authorization), operation);
      const token = headers["x-csrf-token"];
      const csrf = operation.method === "GET" ? null : { token: token?.toString() };
      return checkRole(await checkSession(deps, { secret, csrf }, sessions.note), operation);
    },
    async close() {
      await keys.close();
      await sessions.close();
    },
  };
}

const RANKS = Object.keys(ROLES).reverse();

/** Throws role_too_low. */
function checkRole(caller: Caller, { role: least = "ADMIN" }: Operation): Caller {
  if (RANKS.indexOf(caller.role) >= RANKS.indexOf(least)) return caller;
  const detail = `This takes the role ${least}; ${caller.user_name} is ${caller.role}.`;
  throw new Problem("role_too_low", detail);
}
