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

/** Ends a response with a text; its length is among the headers then. */
export type SendText = (
  response: ServerResponse,
  status: number,
  headers: Headers,
  text: string,
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

  return (response, status, headers, text) => {
    // Only a response that has its connection is sure to close: others wait for those before them.
    const fits = text.length * UNIT_BYTES_MAX <= BUFFER_BYTES && response.socket !== null;
    const buffer = fits ? takeFree() : undefined;
    const bytes = buffer ? buffer.subarray(0, buffer.write(text)) : Buffer.from(text);
    if (buffer) response.once("close", () => free.push(buffer));
    response.writeHead(status, { ...headers, "content-length": bytes.length });
    response.end(bytes);
  };
}
