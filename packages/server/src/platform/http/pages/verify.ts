/** The page /verify: checks travelers in the browser by the very code that all others use. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { invariant } from "../../invariant.ts";
import { type Page, pageOf } from "./page.ts";

const PLACE = "/*TRAVELER*/";

/** One file with all that it needs, so that it may be saved and used without the server. */
export function verifyPage(): Page {
  const html = readFileSync(new URL("verify.html", import.meta.url), "utf8");
  invariant(html.includes(PLACE), "the page has a place for the code");
  return pageOf(
    html.replace(PLACE, () => travelerScript()),
    { "connect-src": "'self'" },
  );
}

/** packages/api/src/traveler.ts as a script of its own: without types, and exporting nothing. */
function travelerScript(): string {
  const url = new URL("traveler.ts", import.meta.resolve("@vatline/api"));
  const script = stripTypeScriptTypes(readFileSync(url, "utf8")).replace(/^export /gm, "");
  invariant(!/^import |<\/script/m.test(script), "traveler.ts stands alone");
  return script;
}
