/** The times of a lot, as callers write them. */
import { Problem } from "@vatline/api";
import { readTime } from "../platform/http/time.ts";

type Times = { received_at?: string | null; expires_at?: string | null };

/** Those that were given, as they are stored. Throws input_invalid for 30 February. */
export function readTimes({ received_at, expires_at }: Times): Times {
  return {
    received_at: storedTime("received_at", received_at),
    expires_at: storedTime("expires_at", expires_at),
  };
}

function storedTime(key: string, text: string | null | undefined) {
  if (text === null || text === undefined) return text;
  const time = readTime(text);
  if (time !== null) return time;
  const detail = `"${text}" is not a time that exists`;
  throw new Problem("input_invalid", `/body/${key} ${detail}.`, {
    errors: [{ pointer: `/body/${key}`, detail }],
  });
}
