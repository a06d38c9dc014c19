/** What every set of the packing benchmark is told on the command line. */

/** `seconds` of processor time bound the search where `moves` do not end it before. */
export type Flags = {
  seconds: number;
  moves: number;
  /** The seeds to pack with, one run each. */
  seeds: number[];
  /** Take every n-th case of a large set. */
  every: number;
  /** How many runs go on at once, where a set can do that. */
  threads: number;
  /** File that runs are added to, and not made again if they are in it. */
  out: string | undefined;
  /** Texts of which a case's name must contain one; none of them lets all pass. */
  only: string[];
};

export function isWanted(flags: Flags, name: string): boolean {
  return flags.only.length === 0 || flags.only.some((text) => name.includes(text));
}
