import type { Deps } from "../platform/deps.ts";
import type { Ids } from "../platform/ids.ts";
/** Placeholder while the documents are being written. */
export async function attachDocuments(_deps: Deps, _payload: object, _ids: Ids): Promise<void> {}
