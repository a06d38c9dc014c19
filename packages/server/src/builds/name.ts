/** What an automatically made build is called. */

/** What builds are counted by: all that would have one name with one number share a counter. */
export function nameCounterOf(build_prefix: string): string {
  return `builds ${/#/.test(build_prefix) ? build_prefix.replace(/#+/, "#") : `${build_prefix}#`}`;
}

/** The SOP's prefix with its run of # replaced by the number, at least three digits wide. */
export function buildNameOf(build_prefix: string, number: number): string {
  const digits = (width: number) => String(number).padStart(Math.max(3, width), "0");
  return /#/.test(build_prefix)
    ? build_prefix.replace(/#+/, (run) => digits(run.length))
    : `${build_prefix}${digits(3)}`;
}
