/** Previews as the interface shows them. */
import type { PreviewSummary, ShownPreview } from "./store.ts";

/** As a row of the list. */
export function summaryView(preview: PreviewSummary) {
  const { customer_uuid: _customer_uuid, stop_at: _stop_at, ...shown } = preview;
  return shown;
}

/** With all that it found. */
export function previewView({ answer, ...summary }: ShownPreview) {
  return {
    ...summaryView(summary),
    ...(answer ?? { plates: [], left_out: [], bound_plates: 0 }),
  };
}
