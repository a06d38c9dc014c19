/** An application as the interfaces show it. */
import type { ApplicationRow } from "./store.ts";

/** As its users see it. */
export function applicationView({ uuid, name, description }: ApplicationRow) {
  return { uuid, name, ...(description === null ? {} : { description }) };
}

/** As those see it who set it up. */
export function applicationSetupView({ customer_uuid: _, is_default, ...row }: ApplicationRow) {
  return { ...row, is_default: is_default === 1 };
}
