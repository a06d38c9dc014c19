/**
 * Notes which operation answered which status, in a file of each test process below the folder
 * that VATLINE_TEST_ANSWERED names, so that a run of all tests can tell what no test has asked.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";

const noted = new Set<string>();

export function noteAnswered(operation_id: string, status: number): void {
  const folder = process.env.VATLINE_TEST_ANSWERED;
  const line = `${operation_id} ${status}\n`;
  if (!folder || noted.has(line)) return;
  noted.add(line);
  appendFileSync(join(folder, String(process.pid)), line);
}
