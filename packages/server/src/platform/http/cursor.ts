/**
 * Cursors of lists: where the last page ended, signed and bound to the query it belongs to. A
 * cursor holds nothing that its caller has not seen, and lives 60 s of real time.
 */
import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { Problem } from "@vatline/api";
import type { Clock } from "../clock.ts";

/** Source: the compatible API's documentation. */
const CURSOR_LIFE_MS = 60_000;
/** 132 bits, in base64url. */
const MAC_LENGTH = 22;
const CURSOR_LENGTH_MAX = 8192;

/** The sort values of a row, last the one that is unique. */
export type Position = (string | number | null)[];

export type Cursors = {
  /** `binding` names all that must stay the same from page to page. */
  write(position: Position, binding: string): string;
  /** Throws cursor_invalid or cursor_expired. */
  read(cursor: string, binding: string): Position;
};

/** Signs with `secret`; the servers that share a database must share it. */
export function openCursors(secret: string, clock: Pick<Clock, "realNowMs">): Cursors {
  // HMAC's construction over two keys, each as long as a block: hashes in one call, where an HMAC
  // object takes three times as long to make as a short text to hash.
  const keyOf = (name: string) => createHmac("sha256", secret).update(name).digest("hex");
  const [inner, outer] = [keyOf("cursor inner"), keyOf("cursor outer")];
  const macOf = (content: string, binding: string) => {
    const hashed = hash("sha256", `${inner}${content}\n${binding}`);
    return hash("sha256", outer + hashed, "base64url").slice(0, MAC_LENGTH);
  };

  return {
    write(position, binding) {
      const text = JSON.stringify([clock.realNowMs(), ...position]);
      const content = Buffer.from(text).toString("base64url");
      return macOf(content, binding) + content;
    },
    read(cursor, binding) {
      // Signed as it is written, so that there is one way to write it.
      const content = cursor.slice(MAC_LENGTH);
      const fits = cursor.length > MAC_LENGTH && cursor.length <= CURSOR_LENGTH_MAX;
      if (!fits || !isSame(cursor.slice(0, MAC_LENGTH), macOf(content, binding))) {
        throw refused(
          "cursor_invalid",
          "The cursor was not given for this query: filters and sort must stay as they were.",
        );
      }
      const text = Buffer.from(content, "base64url").toString();
      const [issued_ms, ...position] = JSON.parse(text) as [number, ...Position];
      if (clock.realNowMs() - issued_ms >= CURSOR_LIFE_MS) {
        throw refused(
          "cursor_expired",
          "The cursor is older than 60 s; start from the first page.",
        );
      }
      return position;
    },
  };
}

/** In a time that does not tell where they differ. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(code: "cursor_invalid" | "cursor_expired", detail: string): Problem {
  return new Problem(code, detail, { errors: [{ pointer: "/query/cursor", detail }] });
}
