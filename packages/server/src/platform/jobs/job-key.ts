/** Keys by which jobs that wait are joined, as the queues keep them. */
import { createHash } from "node:crypto";

/** The same on every database; a key may be longer than what an index takes. */
export const jobKeyOf = (key: string): string => createHash("sha256").update(key).digest("hex");
