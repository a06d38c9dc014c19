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
  /** Counts one refused authentication of an address and answers the same of those. */
  spendFailure(address: string): Promise<Record<string, string>>;
};

/** Allows each user `requests_max` requests in 10 s. Both throw too_many_requests beyond. */
export function openRateLimit(requests_max: number, failures_max = FAILURES_MAX): RateLimit {
  return {
    spend: openLimit({
      name: "user",
      count_max: requests_max,
      window_s: WINDOW_S,
      refusal: `At most ${requests_max} requests in ${WINDOW_S} s.`,
    }),
    spendFailure: openLimit({
      name: "refused",
      count_max: failures_max,
      window_s: FAILURES_WINDOW_S,
      refusal: "Too many refused tokens from this address.",
    }),
  };
}

type Limit = { name: string; count_max: number; window_s: number; refusal: string };

function openLimit({ name, count_max, window_s, refusal }: Limit) {
  const limiter = new RateLimiterMemory({ points: count_max, duration: window_s });
  const policy = `"${name}";q=${count_max};w=${window_s}`;
  return async (key: string): Promise<Record<string, string>> => {
    const { result, allowed } = await consume(limiter, key);
    const wait_s = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
    const headers = {
      // draft-ietf-httpapi-ratelimit-headers, and the older names beside it.
      "ratelimit-policy": policy,
      ratelimit: `"${name}";r=${result.remainingPoints};t=${wait_s}`,
      "x-ratelimit-limit": String(count_max),
      "x-ratelimit-remaining": String(result.remainingPoints),
      "x-ratelimit-reset": String(wait_s),
    };
    if (allowed) return headers;
    throw new Problem("too_many_requests", `${refusal} Try again in ${wait_s} s.`, {
      headers: { ...headers, "retry-after": String(wait_s) },
    });
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
