/** What both queues make of a failed try: when to try again, and how the failure reads. */

export const RETRY_DELAY_MAX_S = 60;
const ERROR_TEXT_LENGTH_MAX = 2000;

/** Real time to wait after the failed try number `attempt`: 1 s, 2 s, 4 s, up to a minute. */
export function retryDelayMs(attempt: number): number {
  return Math.min(2 ** (attempt - 1), RETRY_DELAY_MAX_S) * 1000;
}

/** One text of at most 2,000 characters: the error's code, or else its class, and its message. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${labelOf(error)}: ${error.message}` : String(error);
  return text.slice(0, ERROR_TEXT_LENGTH_MAX);
}

function labelOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
