/** Waits for a preview to end, and tells how far it is. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { ringOrDelay } from "../platform/jobs/bell.ts";
import { type PreviewSummary, readShown, readSummary, type ShownPreview } from "./store.ts";
import { summaryView } from "./view.ts";

/** Where another process does the work, no bell rings in this one. */
const LOOK_MS = 500;

/** Throws not_found. */
export async function previewFor(
  deps: Deps,
  customer_uuid: string,
  uuid: string,
): Promise<ShownPreview> {
  const preview = await readShown(deps.db.read, customer_uuid, uuid);
  if (!preview) throw new Problem("not_found", `There is no preview ${uuid}.`);
  return preview;
}

/** The preview when it has ended, or as it is after `wait_s` of real time or when `closing`. */
export async function whenEnded(
  deps: Deps,
  { customer_uuid, uuid }: Pick<PreviewSummary, "customer_uuid" | "uuid">,
  wait_s: number,
  closing: AbortSignal,
): Promise<ShownPreview> {
  const { realNowMs } = deps.clock;
  const until_ms = realNowMs() + wait_s * 1000;
  for (;;) {
    const rung = deps.committed.next();
    const now = await readSummary(deps.db.read, customer_uuid, uuid);
    const left_ms = until_ms - realNowMs();
    if (now?.status !== "running" || left_ms <= 0 || closing.aborted) {
      return previewFor(deps, customer_uuid, uuid);
    }
    await ringOrDelay(rung, Math.min(left_ms, LOOK_MS));
  }
}

/** Server-Sent Events: the preview as it is, then whenever it changed, until it has ended. */
export async function* progressOf(
  deps: Deps,
  { customer_uuid, uuid }: Pick<PreviewSummary, "customer_uuid" | "uuid">,
  closing: AbortSignal,
): AsyncGenerator<string> {
  let told = "";
  for (;;) {
    const rung = deps.committed.next();
    const now = await readSummary(deps.db.read, customer_uuid, uuid);
    if (!now) return;
    const text = eventOf(now);
    if (text !== told) yield text;
    told = text;
    if (now.status !== "running" || closing.aborted) return;
    await ringOrDelay(rung, LOOK_MS);
  }
}

const eventOf = (preview: PreviewSummary) =>
  `event: packing_preview\ndata: ${JSON.stringify(summaryView(preview))}\n\n`;
