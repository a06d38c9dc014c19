/** Signed, short-lived addresses on this host that need no token. Real time, single key. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";

export type Links = {
  /** Address (path and query) under which `file_key` is served as a download named `filename`. */
  download(file: FileOffer): string;
  /** Address (path and query) to which the file of the upload is put; good for 15 minutes. */
  upload(upload_uuid: string): string;
};

export type FileOffer = { file_key: string; filename: string; media_type: string };

/** Reads back what a Links wrote. */
export type LinkReader = {
  /** The file on offer; null where the address was altered or is older than 5 minutes. */
  read(
    path: { file_key: string; filename: string },
    query: Record<string, unknown>,
  ): FileOffer | null;
  /** Whether the address of an upload is as it was written, and still good. */
  readUpload(upload_uuid: string, query: Record<string, unknown>): "good" | "altered" | "expired";
};

const DOWNLOAD_LIFE_MS = 5 * 60_000;
const UPLOAD_LIFE_MS = 15 * 60_000;
const FILENAME_LENGTH_MAX = 100;

/** Signs with `secret`; the servers that share their files must share it. */
export function openLinks(secret: string, clock: Pick<Clock, "realNowMs">): Links & LinkReader {
  // What is signed says what it is for, so no address can be turned into one of the other kind.
  const signatureOf = (...signed: string[]) =>
    createHmac("sha256", secret).update(JSON.stringify(signed)).digest();
  const offerSignature = (offer: FileOffer, until: string) =>
    signatureOf("GET", offer.file_key, offer.filename, offer.media_type, until);
  const uploadSignature = (upload_uuid: string, until: string) =>
    signatureOf("PUT", upload_uuid, until);
  const isPast = (until: string) => clock.realNowMs() >= Number(until);

  return {
    download({ file_key, filename, media_type }) {
      const offer = { file_key, filename: safeFilename(filename), media_type };
      const until = String(clock.realNowMs() + DOWNLOAD_LIFE_MS);
      const signature = offerSignature(offer, until).toString("base64url");
      const query = new URLSearchParams({ media_type, until, signature });
      return `/files/${file_key}/${offer.filename}?${query}`;
    },
    read(path, { media_type, until, signature }) {
      if (typeof media_type !== "string" || typeof until !== "string") return null;
      const offer = { ...path, media_type };
      if (!isSignature(signature, offerSignature(offer, until)) || isPast(until)) return null;
      return offer;
    },
    upload(upload_uuid) {
      const until = String(clock.realNowMs() + UPLOAD_LIFE_MS);
      const signature = uploadSignature(upload_uuid, until).toString("base64url");
      return `/uploads/${upload_uuid}?${new URLSearchParams({ until, signature })}`;
    },
    readUpload(upload_uuid, { until, signature }) {
      if (typeof until !== "string") return "altered";
      if (!isSignature(signature, uploadSignature(upload_uuid, until))) return "altered";
      return isPast(until) ? "expired" : "good";
    },
  };
}

/** Also refuses other spellings of the right bytes. */
function isSignature(given: unknown, wanted: Buffer): boolean {
  if (typeof given !== "string") return false;
  const bytes = Buffer.from(given, "base64url");
  if (bytes.length !== wanted.length || bytes.toString("base64url") !== given) return false;
  return timingSafeEqual(bytes, wanted);
}

/**
 * A name that every client can save under: some cut names at the first space, some take folders
 * from them, and most guess at letters beyond ASCII.
 */
export function safeFilename(filename: string): string {
  const plain = filename
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "_");
  const [ending] = /\.[A-Za-z0-9]{1,15}$/.exec(plain) ?? [""];
  const stem = plain.slice(0, plain.length - ending.length).replace(/^[._]+/, "");
  return `${stem.slice(0, FILENAME_LENGTH_MAX - ending.length) || "file"}${ending}`;
}
