/** Words that have no place in the repository: a vendor's names, and paths of one machine. */
import { type Fault, isRulebook, type Text } from "./source.ts";

/** The one way the vendor's API is named; a version may follow. */
const ALLOWED = /\bCarbon DLS API\b/g;
const VENDOR = /carbon\s?3d|\bcarbon\b/i;
const ONE_MACHINE = /(?<![\w./-])\/(?:home|root|Users|work)\/[A-Za-z0-9_.-]+/;

export function bannedWords({ path, text }: Text): Fault[] {
  if (isRulebook(path)) return [];
  return text.split("\n").flatMap((line, index) => {
    const rest = line.replace(ALLOWED, "");
    const at = { path, line: index + 1 };
    if (VENDOR.test(rest)) return [{ ...at, text: "the vendor is named as `Carbon DLS API` only" }];
    if (ONE_MACHINE.test(rest)) return [{ ...at, text: "a path of one person's machine" }];
    return [];
  });
}
