/** /manage/v1/packing: what a packing would come to, before anything is made of it. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  PackingPreview,
  PackingPreviewRequest,
  PackingPreviewsResponse,
} from "../../schemas/packing-preview.ts";
import { anyOf, exactly, listProblems, paging, sortBy, updated, uuidOf } from "../params.ts";

const SORTS = ["uuid", "status", "created_at", "updated_at"];
const tag = "Packing";

const createPackingPreview = defineOperation({
  id: "createPackingPreview",
  method: "POST",
  path: "/packing/preview",
  tag,
  summary: "Preview a packing",
  description:
    "Answers the plates with what stands on them, and for what is left out why, and what would " +
    "change it. Nothing is made. The preview is kept for a day: a search that takes longer than " +
    "`wait_s` goes on and is answered as `running`.",
  role: "OPERATOR",
  body: PackingPreviewRequest,
  responses: { 200: PackingPreview },
  problems: [
    "part_unknown",
    "part_order_unknown",
    "printed_part_unknown",
    "parts_of_several_applications",
    "packing_groups_mixed",
    "build_sop_unknown",
    "build_sop_ambiguous",
    "build_sop_not_released",
  ],
});

const getPackingPreviews = defineOperation({
  id: "getPackingPreviews",
  method: "GET",
  path: "/packing/previews",
  tag,
  summary: "List previews of packings",
  description: "Newest first unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The previews with this uuid."),
    status: exactly("Previews with this status."),
    build_sop_uuid: anyOf("Previews by this build SOP."),
    ...updated,
    sort: sortBy(SORTS),
  }),
  responses: { 200: PackingPreviewsResponse },
  problems: [...listProblems],
  sortable: SORTS,
});

const getPackingPreview = defineOperation({
  id: "getPackingPreview",
  method: "GET",
  path: "/packing/previews/{uuid}",
  tag,
  summary: "Get a preview of a packing",
  role: "VIEWER",
  params: uuidOf("preview"),
  responses: { 200: PackingPreview },
  problems: ["not_found"],
});

const getPackingPreviewProgress = defineOperation({
  id: "getPackingPreviewProgress",
  method: "GET",
  path: "/packing/previews/{uuid}/progress",
  tag,
  summary: "Follow a preview while it runs",
  description:
    "Server-Sent Events: each holds the preview as a row of the list, whenever it got further; " +
    "the last one is of its end.",
  role: "VIEWER",
  params: uuidOf("preview"),
  responses: { 200: { binary: "text/event-stream" } },
  problems: ["not_found", "streams_too_many"],
});

const getPackingPreviewPicture = defineOperation({
  id: "getPackingPreviewPicture",
  method: "GET",
  path: "/packing/previews/{uuid}/plates/{plate}/picture",
  tag,
  summary: "Draw a plate of a preview",
  description: "Seen from above, the front at the bottom, parts numbered as they are listed.",
  role: "VIEWER",
  params: Type.Object({
    ...uuidOf("preview").properties,
    plate: Type.String({ pattern: "^[1-9][0-9]{0,5}$", description: "1 for the first plate." }),
  }),
  responses: { 200: { binary: "image/svg+xml" } },
  problems: ["not_found"],
});

const stopPackingPreview = defineOperation({
  id: "stopPackingPreview",
  method: "POST",
  path: "/packing/previews/{uuid}/stop",
  tag,
  summary: "Stop a preview",
  description:
    "Its answer is the best found so far, at least the first layout: that is finished first. One " +
    "that has ended is answered as it is.",
  role: "OPERATOR",
  params: uuidOf("preview"),
  responses: { 200: PackingPreview },
  problems: ["not_found"],
});

const commitPackingPreview = defineOperation({
  id: "commitPackingPreview",
  method: "POST",
  path: "/packing/previews/{uuid}/commit",
  tag,
  summary: "Make the plates of a preview builds",
  description:
    "Makes exactly the plates shown, if their parts still wait and the build SOP is the same; " +
    "otherwise nothing is made, and the answer tells what changed, part by part.",
  role: "OPERATOR",
  params: uuidOf("preview"),
  responses: { 200: PackingPreview },
  problems: ["not_found", "packing_preview_not_committable", "packing_preview_changed"],
});

export const packingOperations = {
  createPackingPreview,
  getPackingPreviews,
  getPackingPreview,
  getPackingPreviewProgress,
  getPackingPreviewPicture,
  stopPackingPreview,
  commitPackingPreview,
};
