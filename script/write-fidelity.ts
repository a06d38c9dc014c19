/** Writes the fidelity ledger: the page, and beside the rows which tests hold them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findHolders, heldBy, ledgerPage } from "./ledger.ts";
import { isTypeScript, parseSource, readTexts } from "./tidy/source.ts";

const REPO = join(import.meta.dirname, "..");
const holders = findHolders(readTexts(REPO).filter(isTypeScript).map(parseSource));
await writeFile(join(REPO, "docs/fidelity.md"), ledgerPage(holders));
const file = join(REPO, "packages/api/src/fidelity/held-by.json");
await writeFile(file, `${JSON.stringify(heldBy(holders), null, 2)}\n`);
