/** Drawing of documents, to be run on a worker thread. */
import { platePicture } from "./plate-picture.ts";
import { platePng } from "./plate-png.ts";
import { travelerPdf } from "./traveler.ts";

export const verbs = { travelerPdf, platePicture, platePng };
