/** A sandbox's folder, as a program beside it reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Secrets } from "@vatline/api";

export function readSecrets(folder: string): Secrets {
  return JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"));
}
