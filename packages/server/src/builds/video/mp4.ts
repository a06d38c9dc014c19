/**
 * MP4 files of one H.264 track: reading the samples of one, and writing them so that any player
 * can seek. Boxes: ISO/IEC 14496-12 and, for `avcC`, 14496-15.
 */

/** What a file shows: coded pictures in order, and how a decoder is set up for them. */
export interface CodedVideo {
  width_px: number;
  height_px: number;
  frame_rate: number;
  /** Content of the box `avcC`. */
  decoder: Uint8Array;
  /** Each picture as units with their length before them, four bytes. */
  samples: Uint8Array[];
}

const TICKS_PER_FRAME = 1000;
/** Kind of unit that begins a picture which needs no other. */
const KEY_UNIT = 5;

/**
 * The samples of an MP4 file with one track, as the encoder writes it: the bytes of all samples lie
 * in order in the one `mdat`. It is not for files of others.
 */
export function readSamples(file: Uint8Array): Pick<CodedVideo, "decoder" | "samples"> {
  const stbl = ["moov", "trak", "mdia", "minf", "stbl"].reduce(boxOf, file);
  const entry = boxOf(stbl, "stsd").subarray(8 + 8 + 78);
  const sizes = viewOf(boxOf(stbl, "stsz"));
  const data = boxOf(file, "mdat");
  const samples: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < sizes.getUint32(8); i++) {
    const size = sizes.getUint32(4) || sizes.getUint32(12 + 4 * i);
    samples.push(data.subarray(at, at + size));
    at += size;
  }
  return { decoder: boxOf(entry, "avcC"), samples };
}

/** The file as bytes: header first, so that it plays while it loads. Dates in it are zero. */
export function writeMp4(video: CodedVideo): Uint8Array {
  const head = box("ftyp", ascii("isom"), u32(512), ascii("isomiso2avc1mp41"));
  const size = movieBox(video, 0).length;
  const data = box("mdat", ...video.samples);
  return join([head, movieBox(video, head.length + size + 8), data]);
}

function movieBox(video: CodedVideo, data_at: number): Uint8Array {
  const { samples, frame_rate, width_px, height_px } = video;
  const duration = samples.length * TICKS_PER_FRAME;
  const timescale = frame_rate * TICKS_PER_FRAME;
  const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  const times = u32(0, 0, 0, timescale, duration);
  return box(
    "moov",
    box("mvhd", times, u32(0x10000), u16(0x100, 0), u32(0, 0), matrix, zeros(24), u32(2)),
    box(
      "trak",
      box(
        "tkhd",
        // Shown, and part of what the file is about.
        u32(3, 0, 0, 1, 0, duration, 0, 0),
        u16(0, 0, 0, 0),
        matrix,
        u32(width_px * 0x10000, height_px * 0x10000),
      ),
      box(
        "mdia",
        // The language is "und".
        box("mdhd", times, u16(0x55c4, 0)),
        box("hdlr", u32(0, 0), ascii("vide"), zeros(12), ascii("Layers\0")),
        box(
          "minf",
          box("vmhd", u32(1, 0, 0)),
          box("dinf", box("dref", u32(0, 1), box("url ", u32(1)))),
          sampleTable(video, data_at),
        ),
      ),
    ),
  );
}

function sampleTable({ samples, decoder, width_px, height_px }: CodedVideo, data_at: number) {
  const keys = samples.flatMap((sample, i) => (isKey(sample) ? [i + 1] : []));
  const dots_per_inch = 72 * 0x10000;
  const entry = box(
    "avc1",
    zeros(6),
    u16(1),
    zeros(16),
    u16(width_px, height_px),
    u32(dots_per_inch, dots_per_inch, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
    box("avcC", decoder),
  );
  return box(
    "stbl",
    box("stsd", u32(0, 1), entry),
    box("stts", u32(0, 1, samples.length, TICKS_PER_FRAME)),
    box("stss", u32(0, keys.length, ...keys)),
    box("stsc", u32(0, 1, 1, samples.length, 1)),
    box("stsz", u32(0, 0, samples.length, ...samples.map(({ length }) => length))),
    box("stco", u32(0, 1, data_at)),
  );
}

function isKey(sample: Uint8Array): boolean {
  const view = viewOf(sample);
  for (let at = 0; at + 4 < sample.length; at += 4 + view.getUint32(at)) {
    if (sample[at + 4] % 32 === KEY_UNIT) return true;
  }
  return false;
}

/** Content of the first box of that name among those that lie side by side in `bytes`. */
export function boxOf(bytes: Uint8Array, name: string): Uint8Array {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at);
    const found = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (found === name) return bytes.subarray(at + 8, at + size);
    // Sizes 0 and 1 say that the box is longer than its 32 bits can tell: we meet none.
    if (size < 8) break;
    at += size;
  }
  throw new Error(`The video has no box "${name}" where one belongs.`);
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const zeros = (length: number) => new Uint8Array(length);

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const u16 = (...values: number[]) =>
  Uint8Array.from(values.flatMap((value) => [value >>> 8, value % 256]));

const u32 = (...values: number[]) =>
  u16(...values.flatMap((value) => [value >>> 16, value % 0x10000]));

const box = (name: string, ...content: Uint8Array[]) => {
  const body = join(content);
  return join([u32(8 + body.length), ascii(name), body]);
};

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
