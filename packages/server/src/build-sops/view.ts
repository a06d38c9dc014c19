/** A build SOP as the interface shows it. */
import type { BuildSop, SopRow } from "./store.ts";

/** What the list and the single build SOP have in common. */
export function sopView(
  { uuid, name, created_at, updated_at }: SopRow,
  released: BuildSop | undefined,
) {
  const released_version = released ? versionView(released) : null;
  return { uuid, name, released_version, created_at, updated_at };
}

export function versionView({ customer_uuid: _, uuid: __, name: ___, ...version }: BuildSop) {
  return version;
}
