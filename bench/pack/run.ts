/** One measured and checked packing: what all sets of the benchmark share. */
import {
  type PackItem,
  type Packing,
  type PackOptions,
  type Plate,
  pack,
  validatePacking,
} from "@vatline/geometry";

/** A packing, the processor time it took, and how many rules it breaks. */
export type Run = { packing: Packing; seconds: number; faults: number };

/** Packs within processor time and moves, checks the answer, and tells on stderr what is wrong. */
export function runPack(
  name: string,
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
  secondsMax = Number.POSITIVE_INFINITY,
): Run {
  // Processor time, which other load on the machine sways less than the wall clock.
  const start = process.cpuUsage();
  const shouldStop = () => secondsSince(start) >= secondsMax;
  const packing = pack(items, plate, { ...options, shouldStop });
  const seconds = secondsSince(start);
  const violations = validatePacking(items, plate, options, packing);
  for (const { detail } of violations) console.error(`${name}, seed ${options.seed}: ${detail}`);
  return { packing, seconds, faults: violations.length };
}

function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Moves in a second of processor time, as text. */
export function rateOf({ packing, seconds }: Run): string {
  return seconds > 0 ? `${Math.round(packing.moves / seconds)}` : "-";
}

/** How full the plates are, percent, the middle of a long list left out. */
export function fillsOf(packing: Packing): string {
  const fills = packing.plates.map((plate) => Math.round(100 * plate.utilisation));
  return fills.length > 6
    ? `${fills.slice(0, 3).join(" ")} .. ${fills.slice(-2).join(" ")}`
    : fills.join(" ");
}
