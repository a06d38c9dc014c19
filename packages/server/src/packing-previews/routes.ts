/** Previews of packings, under /manage/v1/packing. */
import { manageOperations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createWorkers, type Workers } from "../platform/workers.ts";
import { commitPreview } from "./commit.ts";
import { createPreview } from "./create.ts";
import { forgetExpired } from "./forget.ts";
import { drawPlate } from "./picture.ts";
import { carryOutPreview } from "./run.ts";
import { stopPreview } from "./stop.ts";
import { PREVIEWS_LIST, readNextExpiry, summaryOf } from "./store.ts";
import { previewView, summaryView } from "./view.ts";
import { previewFor, progressOf, whenEnded } from "./wait.ts";

/** Previews at work at once; as many as jobs of the name. */
const THREADS = 2;
const STREAMS_MAX = 100;
/** How long a request waits for what needs no search any more, s. */
const WAIT_S = 20;

export const openPackingPreviews: OpenFeature = (deps) => {
  // Threads of their own: a preview may take minutes, and what is ordered must not wait for it.
  let pool: Workers | undefined;
  const ownPool = () => {
    pool ??= createWorkers({ threads: THREADS });
    return pool;
  };
  const closing = new AbortController();
  let streams = 0;
  async function* counted(chunks: AsyncGenerator<string>) {
    streams++;
    try {
      yield* chunks;
    } finally {
      streams--;
    }
  }
  return {
    manage: [
      route(manageOperations.createPackingPreview, async ({ caller, body }) => {
        const { wait_s = WAIT_S } = body;
        const created = await createPreview(deps, caller, body);
        return previewView(await whenEnded(deps, created, wait_s, closing.signal));
      }),
      route(manageOperations.getPackingPreviews, async ({ caller, query }) => {
        const { rows, ...page } = await listPage(deps, PREVIEWS_LIST, caller.customer_uuid, query);
        return { ...page, packing_previews: rows.map(summaryOf).map(summaryView) };
      }),
      route(manageOperations.getPackingPreview, async ({ caller, params }) =>
        previewView(await previewFor(deps, caller.customer_uuid, params.uuid)),
      ),
      route(manageOperations.getPackingPreviewProgress, async ({ caller, params }) => {
        const preview = await previewFor(deps, caller.customer_uuid, params.uuid);
        if (streams >= STREAMS_MAX) throw tooManyStreams();
        const chunks = counted(progressOf(deps, preview, closing.signal));
        return { chunks, filename: `${preview.uuid}.txt` };
      }),
      route(manageOperations.getPackingPreviewPicture, async ({ caller, params }) => {
        const preview = await previewFor(deps, caller.customer_uuid, params.uuid);
        const svg = await drawPlate(deps, preview, Number(params.plate));
        return new TextEncoder().encode(svg);
      }),
      route(manageOperations.stopPackingPreview, async ({ caller, params }) => {
        const { customer_uuid } = caller;
        await stopPreview(deps, caller, params.uuid);
        const stopped = { customer_uuid, uuid: params.uuid };
        return previewView(await whenEnded(deps, stopped, WAIT_S, closing.signal));
      }),
      route(manageOperations.commitPackingPreview, async ({ caller, params }) => {
        await commitPreview(deps, caller, params.uuid);
        return previewView(await previewFor(deps, caller.customer_uuid, params.uuid));
      }),
    ],
    jobs: {
      preview_packing: (payload, context) => carryOutPreview(deps, ownPool(), payload, context),
    },
    ticks: [
      {
        name: "packing_previews",
        nextDueAt: () => readNextExpiry(deps.db.read),
        run: (now) => forgetExpired(deps, now),
        housekeeping: true,
      },
    ],
    async close() {
      closing.abort();
      await pool?.close();
    },
  };
};

function tooManyStreams(): Problem {
  return new Problem("streams_too_many", `${STREAMS_MAX} streams are open.`, {
    headers: { "retry-after": "10" },
  });
}
