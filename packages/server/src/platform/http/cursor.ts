/**
 * Cursors of lists: where the last page ended, signed and bound to the query it belongs to. A
 * cursor holds nothing that its caller has not seen, and lives 60 s of real time.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Problem } from "@vatline/api";
import type { Clock } from "../clock.ts";

/** Source: the compatible API's documentation. */
const CURSOR_LIFE_MS = 60_000;
const MAC_BYTES = 16;
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
  const macOf = (content: Uint8Array, binding: string) =>
    createHmac("sha256", secret)
      .update(content)
      .update("\n")
      .update(binding)
      .digest()
      .subarray(0, MAC_BYTES);

  return {
    write(position, binding) {
      const content = Buffer.from(JSON.stringify([clock.realNowMs(), ...position]));
      return Buffer.concat([macOf(content, binding), content]).toString("base64url");
    },
    read(cursor, binding) {
      const bytes = Buffer.from(cursor.slice(0, CURSOR_LENGTH_MAX), "base64url");
      const mac = bytes.subarray(0, MAC_BYTES);
      const content = bytes.subarray(MAC_BYTES);
      const canonical = bytes.toString("base64url") === cursor;
      if (!canonical || mac.length < MAC_BYTES || !timingSafeEqual(mac, macOf(content, binding))) {
        throw refused(
          "cursor_invalid",
          "The cursor was not given for this query: filters and sort must stay as they were.",
        );
      }
      const [issued_ms, ...position] = JSON.parse(content.toString()) as [number, ...Position];
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

function refused(code: "cursor_invalid" | "cursor_expired", detail: string): Problem {
  return new Problem(code, detail, { errors: [{ pointer: "/query/cursor", detail }] });
}
