/** Asking for previews in tests, through the public interface only. */
import assert from "node:assert/strict";
import type { PackingPreview } from "@vatline/api";
import { manage } from "../../testing/manage.ts";
import type { TestServer } from "../../testing/server.ts";

/** A preview that has ended well. */
export async function aPreview(shop: TestServer, body: object): Promise<PackingPreview> {
  const preview = await manage<PackingPreview>(shop, "POST", "/packing/preview", body);
  assert.equal(preview.status, "complete", JSON.stringify(preview));
  return preview;
}

/** The same preview as it is now. */
export const previewNow = (shop: TestServer, uuid: string) =>
  manage<PackingPreview>(shop, "GET", `/packing/previews/${uuid}`);

export const pathOf = (uuid: string, verb: string) => `/packing/previews/${uuid}/${verb}`;

/** What a preview found, without what names the preview. */
export function foundBy({ plates, left_out, bound_plates, moves, stopped }: PackingPreview) {
  const shown = plates.map(({ picture: _picture, ...plate }) => plate);
  return { plates: shown, left_out, bound_plates, moves, stopped };
}

/** Work that no search is done with before it is stopped, and far too much of it. */
export const endless = (part_uuid: string) => ({
  parts: [{ part_uuid, copies: 60 }],
  platform_class: "M2",
  budget_s: 600,
});
