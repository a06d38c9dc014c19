/** `vatline invite`: a link for the first person, or for one who lost every other way in. */
import { mkdirSync } from "node:fs";
import type { Role } from "@vatline/api";
import { databaseIn, inviteFirst } from "@vatline/server";
import { CommandError } from "./command-error.ts";

export type InviteFlags = {
  place: { data_dir: string } | { postgres: string };
  email: string;
  role: Role;
  customer?: string | undefined;
  base_url: string;
};

/** Prints the link and a line break to standard output. */
export async function runInvite({ place, ...invitation }: InviteFlags): Promise<void> {
  const { email, base_url } = invitation;
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new CommandError(`${email} is no e-mail address`);
  if (!/^https?:/.test(base_url) || !URL.canParse(base_url)) {
    throw new CommandError(`${base_url} is no address such as https://shop.example`);
  }
  const link = await inviteFirst(openPlace(place), {
    ...invitation,
    base_url: base_url.replace(/\/+$/, ""),
  });
  process.stdout.write(`${link}\n`);
}

/** A new installation has no folder yet. */
function openPlace(place: InviteFlags["place"]) {
  if ("postgres" in place) return place;
  mkdirSync(place.data_dir, { recursive: true });
  return databaseIn(place.data_dir);
}
