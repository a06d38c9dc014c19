/** Writes docs/openapi.json from the operations table. A test holds the two together. */
import { writeFile } from "node:fs/promises";
import { COMPATIBLE_API, openapiDocument } from "@vatline/api";

const target = new URL("../docs/openapi.json", import.meta.url);
await writeFile(target, `${JSON.stringify(openapiDocument(COMPATIBLE_API), null, 2)}\n`);
