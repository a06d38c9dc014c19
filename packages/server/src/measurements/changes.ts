/** What a change changed, as the history tells it. */

/** The fields that differ, each with what it was and what it is; lists by their contents. */
export function changesOf<T extends object>(
  before: T,
  after: T,
): Record<string, { from: unknown; to: unknown }> {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const name of Object.keys(after) as (keyof T & string)[]) {
    const [from, to] = [before[name], after[name]];
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[name] = { from, to };
  }
  return changes;
}
