/** XML of a file that nobody vouches for, as a stream of elements. */

import { SaxesParser } from "saxes";
import { GeometryError } from "../error.ts";
import { readEntry } from "./inflate.ts";
import type { ZipEntry } from "./zip.ts";

/** Between the ends of two tags; the parser holds as much at a time. */
const GAP_BYTES_MAX = 1 << 20;
const DEPTH_MAX = 64;
/** Unpacked bytes come in pieces of any size; the parser gets them in small ones. */
const WRITE_BYTES = 65_536;
const MESSAGE_LENGTH_MAX = 200;

export type XmlElement = { name: string; attributes: Record<string, string> };

export type XmlHandler = {
  open(element: XmlElement): void;
  close(): void;
};

/**
 * Reads an entry as XML in UTF-8 or UTF-16. A document type, and with it every entity of its own,
 * is refused; texts are passed over.
 *
 * throws  GeometryError "xml_invalid", "xml_doctype", "xml_too_large", and as readEntry does
 * memory  some MB, whatever the size
 */
export function readXml(entry: ZipEntry, handler: XmlHandler): void {
  const { name } = entry;
  const parser = new SaxesParser({ xmlns: false, position: true });
  let written_bytes = 0;
  let tag_at = 0;
  let depth = 0;
  parser.on("opentag", (tag) => {
    tag_at = written_bytes;
    if (++depth > DEPTH_MAX) throw tooLarge(name, `elements lie more than ${DEPTH_MAX} deep`);
    handler.open(tag);
  });
  parser.on("closetag", () => {
    tag_at = written_bytes;
    depth--;
    handler.close();
  });
  parser.on("doctype", () => {
    throw doctype(name);
  });
  const write = (text: string, byte_count: number) => {
    written_bytes += byte_count;
    attempt(name, () => parser.write(text));
    if (written_bytes - tag_at > GAP_BYTES_MAX) {
      throw tooLarge(name, `more than ${GAP_BYTES_MAX} bytes lie between two tags`);
    }
  };
  let decoder: TextDecoder | undefined;
  readEntry(entry, (chunk) => {
    decoder ??= decoderOf(chunk);
    for (let at = 0; at < chunk.length; at += WRITE_BYTES) {
      const piece = chunk.subarray(at, at + WRITE_BYTES);
      write(decodeOf(name, decoder, piece), piece.length);
    }
  });
  attempt(name, () => parser.close());
}

/** Lets errors of ours through and makes those of the parser one of ours. */
function attempt(name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof GeometryError || !(error instanceof Error)) throw error;
    const message = error.message.slice(0, MESSAGE_LENGTH_MAX);
    const line = Number(/^(\d+):/.exec(message)?.[1]);
    const at = Number.isNaN(line) ? undefined : { line };
    throw new GeometryError("xml_invalid", `"${name}" is no XML: ${message}`, at);
  }
}

function decoderOf(chunk: Uint8Array): TextDecoder {
  const mark = (chunk[0] << 8) | chunk[1];
  const label = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  return new TextDecoder(label, { fatal: true });
}

function decodeOf(name: string, decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new GeometryError("xml_invalid", `"${name}" is not text in ${decoder.encoding}.`);
  }
}

function doctype(name: string): GeometryError {
  const detail = `"${name}" has a document type (<!DOCTYPE>), which 3MF does not allow.`;
  return new GeometryError("xml_doctype", detail);
}

function tooLarge(name: string, what: string): GeometryError {
  return new GeometryError("xml_too_large", `"${name}": ${what}.`);
}
