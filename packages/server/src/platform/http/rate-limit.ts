/**
 * How often one user may ask, in fixed windows of real time, told on every answer. Sleeping as long
 * as Retry-After says always suffices.
 */
import { Problem } from "@vatline/api";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Source: the compatible API's documentation. */
const WINDOW_S = 10;
/**
 * Refused tokens of one address. Generous: a fleet of clients behind one address may all hold a key
 * that was just revoked.
 */
const FAILURES_MAX = 600;
const FAILURES_WINDOW_S = 60;

export type RateLimit = {
  /** Counts one request of a user and answers the headers that say what is left. */
  spend(user_uuid: string): Promise<Record<string, string>>;
  /** Counts one refused authentication; throws too_many_requests beyond the bound. */
  spendFailure(address: string): Promise<void>;
};

/** Allows each user `requests_max` requests in 10 s. Throws too_many_requests from `spend`. */
export function openRateLimit(requests_max: number, failures_max = FAILURES_MAX): RateLimit {
  const users = new RateLimiterMemory({ points: requests_max, duration: WINDOW_S });
  const addresses = new RateLimiterMemory({ points: failures_max, duration: FAILURES_WINDOW_S });
  const policy = `"user";q=${requests_max};w=${WINDOW_S}`;

  return {
    async spend(user_uuid) {
      const { result, allowed } = await consume(users, user_uuid);
      const wait_s = secondsUntilReset(result);
      const headers = {
        // draft-ietf-httpapi-ratelimit-headers, and the older names beside it.
        "ratelimit-policy": policy,
        ratelimit: `"user";r=${result.remainingPoints};t=${wait_s}`,
        "x-ratelimit-limit": String(requests_max),
        "x-ratelimit-remaining": String(result.remainingPoints),
        "x-ratelimit-reset": String(wait_s),
      };
      if (allowed) return headers;
      throw tooMany(`At most ${requests_max} requests in ${WINDOW_S} s.`, wait_s, headers);
    },
    async spendFailure(address) {
      const { result, allowed } = await consume(addresses, address);
      if (allowed) return;
      throw tooMany("Too many refused tokens from this address.", secondsUntilReset(result), {});
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string) {
  try {
    return { result: await limiter.consume(key), allowed: true };
  } catch (result) {
    if (result instanceof RateLimiterRes) return { result, allowed: false };
    throw result;
  }
}

function secondsUntilReset(result: RateLimiterRes): number {
  return Math.max(1, Math.ceil(result.msBeforeNext / 1000));
}

function tooMany(detail: string, wait_s: number, headers: Record<string, string>): Problem {
  return new Problem("too_many_requests", `${detail} Try again in ${wait_s} s.`, {
    headers: { ...headers, "retry-after": String(wait_s) },
  });
}
