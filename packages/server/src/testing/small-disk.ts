/** A disk so small that it fills up, where a test may have one. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SmallDisk = {
  folder: string;
  /** Leaves so many bytes free. */
  fill(free_bytes: number): void;
  /** Frees what was filled. */
  empty(): void;
  /** Takes it away. */
  remove(): void;
};

/** Null where file systems cannot be mounted, which takes root on Linux. */
export function openSmallDisk(size_bytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "vatline-small-"));
  const options = ["-t", "tmpfs", "-o", `size=${size_bytes}`, "tmpfs", folder];
  if (spawnSync("mount", options).status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill(free_bytes) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - free_bytes)));
    },
    empty: () => rmSync(ballast, { force: true }),
    remove() {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
