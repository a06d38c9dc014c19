/** Drawing of what may go wrong, to be run on a worker thread. */
import { printabilityPicture } from "./picture.ts";

export const verbs = { printabilityPicture };
