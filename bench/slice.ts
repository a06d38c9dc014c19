/**
 * Measures the slicer, beside PrusaSlicer where it is installed.
 *
 *   node bench/slice.ts speed [--rounds=2]    whole SL1 files, by both, on the same cores
 *   node bench/slice.ts agree [name ...]      every layer of every mesh of the shared data, by both
 *   node bench/slice.ts memory                peak memory of a plate of 2,000 layers, and its film
 *   node bench/slice.ts shells                a million small shells
 *
 * Exit code 1 where a limit is missed: 5 times as fast, a pixel, 500 MB, 5 s.
 */
import { parseArgs } from "node:util";
import { benchAgreement } from "./slice/agree.ts";
import { benchMemory, benchShells } from "./slice/memory.ts";
import { benchSpeed } from "./slice/speed.ts";

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "2" } },
  allowPositionals: true,
});
const [command, ...names] = positionals;
const rounds = Number(values.rounds);
const COMMANDS: Record<string, () => Promise<number>> = {
  speed: () => benchSpeed(rounds),
  agree: () => benchAgreement(names),
  memory: benchMemory,
  shells: benchShells,
};
if (!Object.hasOwn(COMMANDS, command ?? "")) {
  console.error(`usage: node bench/slice.ts ${Object.keys(COMMANDS).join("|")}`);
  process.exit(2);
}
const missed = await COMMANDS[command]();
if (missed > 0) console.error(`${missed} limits missed`);
process.exitCode = missed > 0 ? 1 : 0;
