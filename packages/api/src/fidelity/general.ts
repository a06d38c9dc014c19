/** Fidelity: what holds for every operation. */
import type { FidelityRow } from "../fidelity.ts";

export const GENERAL_ROWS: readonly FidelityRow[] = [
  {
    id: "error-body",
    about: "body of an error",
    source: "decided",
    reading:
      "RFC 9457 problem+json with `code`, `request_id`, and `errors` with a JSON Pointer each",
  },
  {
    id: "refused-tokens",
    about: "refused tokens",
    source: "decided",
    reading: "401 for anything wrong with token or key, 403 when the key's owner is not ADMIN now",
  },
  {
    id: "rate-limit",
    about: "rate limit",
    source: "documented",
    reading:
      "a fixed window of 10 s per user, 200 requests (100 in profile 0.3.5); 429 with `Retry-" +
      "After` in whole seconds; `RateLimit` headers on every answer that counts, refusals and " +
      "unknown addresses too",
  },
  {
    id: "empty-lists",
    about: "empty lists",
    source: "decided",
    reading:
      "200 with an empty array; 404 only for a thing named by id, or an unknown " +
      "`printer_serial` of the queues",
  },
  {
    id: "unknown-query-parameters",
    about: "unknown query parameters",
    source: "decided",
    reading: "400 naming them",
  },
  {
    id: "times-in-queries",
    about: "times in queries",
    source: "observed",
    reading:
      "a date, a time without a zone (UTC), offsets, Z, up to nanoseconds; `before` " +
      "exclusive, `after` inclusive",
  },
  {
    id: "default-order",
    about: "default order",
    source: "documented",
    reading: "newest first; printers by name, applications by uuid, queues in print order",
  },
  {
    id: "nulls-when-sorting",
    about: "nulls when sorting",
    source: "decided",
    reading: "last, both ways",
  },
  {
    id: "last-page",
    about: "last page",
    source: "observed",
    reading: "no `next_cursor`",
  },
  {
    id: "cursor-life",
    about: "cursor",
    source: "documented",
    reading: "60 s of real time, bound to operation, filters and sort, not to `limit`",
  },
  {
    id: "printers-offset",
    about: "`offset` of /printers",
    source: "documented",
    reading: "counts rows",
  },
  {
    id: "admin-demotion",
    about: "owner of a key who is no longer ADMIN",
    source: "documented",
    reading: "every token of the key is refused with 403 from the next request on",
  },
  {
    id: "token-lifetime",
    about: "`exp` of a token",
    source: "observed",
    reading:
      "any time ahead, weeks as well; 30 s of skew are forgiven; claims nobody knows are ignored",
  },
  {
    id: "key-by-issuer",
    about: "which key signed",
    source: "observed",
    reading: "the one that `iss` names; the header needs no `kid`, and only RS256 is taken",
  },
  {
    id: "empty-json-body",
    about: "GET and DELETE with `Content-Type: application/json` and no body",
    source: "observed",
    reading: "served as if the header were not there",
  },
  {
    id: "list-values",
    about: "several values of a filter",
    source: "documented",
    reading:
      "repeated keys, at most as many as documented, else 400; they are alternatives, " +
      "different filters narrow",
  },
  {
    id: "nulls-and-bounds",
    about: "bounds on a time that is null",
    source: "decided",
    reading: "never match",
  },
  {
    id: "page-size",
    about: "`limit`",
    source: "documented",
    reading: "1 to 1000, 100 where absent",
  },
  {
    id: "total-count-cap",
    about: "`total_count`",
    source: "documented",
    reading: "exact up to 10,000, then 10,000; of the whole query",
  },
  {
    id: "cursor-tampering",
    about: "a cursor that was changed, or is of another query or customer",
    source: "decided",
    reading: "400, whatever was changed",
  },
  {
    id: "sort-by-letters",
    about: "`sort=u&sort=u&sort=i&sort=d`, from a text passed for a list",
    source: "observed",
    reading: "400 that says how to pass it",
  },
  {
    id: "other-customers",
    about: "things of another customer",
    source: "decided",
    reading: "answered as if they were not there: same status, same body",
  },
  {
    id: "request-keys",
    about: "keys of a request that the contract does not know",
    source: "decided",
    reading: "ignored",
  },
];
