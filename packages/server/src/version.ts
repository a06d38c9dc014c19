/** The version of the program, as its package says. */
import { readFileSync } from "node:fs";

const package_json = new URL("../package.json", import.meta.url);

export const VERSION: string = JSON.parse(readFileSync(package_json, "utf8")).version;
