/** Signed, short-lived addresses on this host that need no token. Real time, single key. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";

export type Links = {
  /** Address (path and query) under which `file_key` is served as a download named `filename`. */
  download(file: FileOffer): string;
};

export type FileOffer = { file_key: string; filename: string; media_type: string };

/** Reads back what a Links wrote. */
export type LinkReader = {
  /** The file on offer; null where the address was altered or is older than 5 minutes. */
  read(
    path: { file_key: string; filename: string },
    query: Record<string, unknown>,
  ): FileOffer | null;
};

const LINK_LIFE_MS = 5 * 60_000;
const FILENAME_LENGTH_MAX = 100;

/** Signs with `secret`; the servers that share their files must share it. */
export function openLinks(secret: string, clock: Pick<Clock, "realNowMs">): Links & LinkReader {
  const signatureOf = (offer: FileOffer, until: string) =>
    createHmac("sha256", secret)
      .update(JSON.stringify([offer.file_key, offer.filename, offer.media_type, until]))
      .digest();

  return {
    download({ file_key, filename, media_type }) {
      const offer = { file_key, filename: safeFilename(filename), media_type };
      const until = String(clock.realNowMs() + LINK_LIFE_MS);
      const signature = signatureOf(offer, until).toString("base64url");
      const query = new URLSearchParams({ media_type, until, signature });
      return `/files/${file_key}/${offer.filename}?${query}`;
    },
    read(path, query) {
      const { media_type, until, signature } = query;
      if (typeof media_type !== "string" || typeof until !== "string") return null;
      if (typeof signature !== "string") return null;
      const offer = { ...path, media_type };
      const given = Buffer.from(signature, "base64url");
      const wanted = signatureOf(offer, until);
      if (given.length !== wanted.length || given.toString("base64url") !== signature) return null;
      if (!timingSafeEqual(given, wanted) || clock.realNowMs() >= Number(until)) return null;
      return offer;
    },
  };
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
