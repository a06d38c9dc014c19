/** ZIP files that nobody vouches for, read entry by entry within stated sizes. */
import { crc32, inflateRawSync } from "node:zlib";
import { GeometryError, readZip, type ZipEntry } from "@vatline/geometry";
import { BuildFileError } from "./build-file-error.ts";

/** Larger than any picture of a layer that can be read. */
const ENTRY_BYTES_MAX = 2 ** 28;

export interface ZipFiles {
  /** In the order of the directory. */
  names: string[];
  /** Unpacks one file; throws BuildFileError "zip_damaged", "entry_missing", "entry_too_large". */
  read(name: string, size_bytes_max?: number): Uint8Array;
}

/**
 * Judges the directory; nothing is unpacked yet.
 *
 * throws  BuildFileError "not_zip", and the codes of readZip in @vatline/geometry
 */
export function openZip(bytes: Uint8Array, entry_count_max: number): ZipFiles {
  if (bytes.length < 4 || bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new BuildFileError("not_zip", "The file does not begin as a ZIP file.", { byte: 0 });
  }
  const entries = new Map<string, ZipEntry>();
  try {
    for (const entry of readZip(bytes, entry_count_max).values()) entries.set(entry.name, entry);
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    throw new BuildFileError(error.code, error.message, error.at);
  }
  return {
    names: [...entries.keys()],
    read: (name, size_bytes_max = ENTRY_BYTES_MAX) => {
      const entry = entries.get(name);
      if (entry) return unpack(entry, size_bytes_max);
      const detail = `The ZIP file has no "${name}".`;
      throw new BuildFileError("entry_missing", detail, { entry: name });
    },
  };
}

function unpack(entry: ZipEntry, size_bytes_max: number): Uint8Array {
  const { name, stored, packed, size_bytes } = entry;
  const fail = (code: string, what: string) =>
    new BuildFileError(code, `"${name}" in the ZIP file ${what}.`, { entry: name });
  if (size_bytes > size_bytes_max) {
    throw fail("entry_too_large", `has ${size_bytes} bytes, at most ${size_bytes_max} are read`);
  }
  let content = packed;
  if (!stored) {
    try {
      content = inflateRawSync(packed, { maxOutputLength: Math.max(1, size_bytes) });
    } catch (error) {
      throw Object.assign(fail("zip_damaged", "cannot be unpacked"), { cause: error });
    }
  }
  if (content.length !== size_bytes) throw fail("zip_damaged", "has not the length it names");
  if (crc32(content) !== entry.crc32) throw fail("zip_damaged", "does not match its checksum");
  return content;
}
