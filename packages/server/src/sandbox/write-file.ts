/** Small files that others read while we write them. */
import { open, rename } from "node:fs/promises";

/** Writes a text under its name all at once: a reader, or a crash, meets the old one or the new. */
export async function writeWholeFile(path: string, text: string, mode: number): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  const file = await open(unfinished, "w", mode);
  try {
    // The mode of open() only counts for new files.
    await file.chmod(mode);
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
