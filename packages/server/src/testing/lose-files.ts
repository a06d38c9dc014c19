/** Files that get lost although they are named. */
import type { Files } from "../platform/files/files.ts";

export async function loseFiles(files: Files, file_keys: string[]): Promise<void> {
  await files.sweep({
    before_ms: Number.POSITIVE_INFINITY,
    namedAmong: async (all) => new Set(all.filter((file_key) => !file_keys.includes(file_key))),
  });
}
