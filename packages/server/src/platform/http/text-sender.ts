/**
 * Sends texts from buffers that are used again. A buffer made for each answer lies outside the
 * heap, where 75 kB a page have the garbage collected several times a second.
 */
import type { ServerResponse } from "node:http";
import type { Headers } from "./open-operation.ts";

/** Holds a page of a hundred printed parts, whatever its letters are. */
const BUFFER_BYTES = 524_288;
const BUFFERS_MAX = 16;
/** Of a UTF-16 code unit in UTF-8. */
const UNIT_BYTES_MAX = 3;

/** A text that is sent once, or again and again. */
export class Page {
  #body: string | Buffer;
  #isSent = false;

  constructor(text: string) {
    this.#body = text;
  }

  /** What to send: bytes from the second time on. */
  take(): string | Buffer {
    if (this.#isSent && typeof this.#body === "string") this.#body = Buffer.from(this.#body);
    this.#isSent = true;
    return this.#body;
  }
}

/** Ends a response with a text, or its bytes; their length is among the headers then. */
export type SendText = (
  response: ServerResponse,
  status: number,
  headers: Headers,
  text: string | Buffer,
) => void;

export function openTextSender(): SendText {
  const free: Buffer[] = [];
  let made = 0;

  /** A buffer that nothing is sent from. */
  const takeFree = () => {
    const buffer = free.pop();
    if (buffer || made === BUFFERS_MAX) return buffer;
    made++;
    return Buffer.allocUnsafeSlow(BUFFER_BYTES);
  };

  const bytesOf = (text: string, response: ServerResponse) => {
    // Only a response that has its connection is sure to close: others wait for those before them.
    const fits = text.length * UNIT_BYTES_MAX <= BUFFER_BYTES && response.socket !== null;
    const buffer = fits ? takeFree() : undefined;
    if (!buffer) return Buffer.from(text);
    response.once("close", () => free.push(buffer));
    return buffer.subarray(0, buffer.write(text));
  };

  return (response, status, headers, text) => {
    const bytes = typeof text === "string" ? bytesOf(text, response) : text;
    headers["content-length"] = String(bytes.length);
    response.writeHead(status, headers).end(bytes);
  };
}
