/**
 * The one interface through which the server talks to any printer, real or simulated.
 * A driver carries out and reports; it decides nothing, retries nothing, and knows no database.
 */

/** What a printer can take, as data: no verb throws "not implemented". */
export type Capabilities = {
  platform: { class: string; width_mm: number; depth_mm: number; height_mm: number };
  /** Verbs that this printer carries out besides start, abort and report. */
  pause: boolean;
  /** Layer-file formats it prints, best first; empty when the figures of a job are enough. */
  file_formats: string[];
};

/** Everything a printer needs to print one build once. `job_id` is the print's uuid. */
export type PrintJob = {
  job_id: string;
  name: string;
  resin_name: string;
  print_profile: string;
  slice_thickness_um: number;
  layer_count: number;
  height_mm: number;
  /** Solid volume of all parts. */
  volume_ml: number;
  /**
   * Share of that volume in the first 1, 2 … n of n equal parts of the layers, up to 1; empty where
   * nothing is known of how it lies.
   */
  volume_curve: number[];
  /** What it prints from, for printers that name file formats: of their own model. */
  build_file?: JobFile;
};

/** A build file for one printer model; bytes are read when they are wanted. */
export type JobFile = { format: string; read(): Promise<Uint8Array> };

/** The state words of the compatible API's `printer_state`; ours where it names none. */
export type PrinterState =
  | "IDLE"
  | "WARMING"
  | "PRINTING"
  | "PAUSED"
  | "FINISHED"
  | "ERROR"
  | "OFFLINE";

/** How a job ended, kept by the printer until the next one starts. */
export type JobEnd = {
  outcome: "finished" | "failed" | "aborted";
  /** Exact moment, from the printer's own clock; ISO 8601 UTC. */
  ended_at: string;
  layers_printed: number;
  consumed_resin_ml: number;
  /** For people; null when finished. */
  reason: string | null;
};

/** A snapshot of a printer. Times are ISO 8601 UTC with milliseconds. */
export type PrinterReport = {
  state: PrinterState;
  alerts: string[];
  software_version: string;
  job: {
    job_id: string;
    started_at: string;
    layer_index: number;
    remaining_s: number;
    end: JobEnd | null;
  } | null;
  origin: {
    cassette_serial: string;
    cassette_nfc_uid: string;
    platform_serial: string;
    platform_nfc_uid: string;
  };
  resin: { name: string; lot_number: string; volume_ml: number } | null;
  /** May the next job be started now? */
  ready: boolean;
  /**
   * When this report stops being true by itself. Simulated printers know it; a real printer says
   * null and is asked again at the poll interval.
   */
  next_change_at: string | null;
};

/**
 * A printer said no or could not be reached. `retryable` guides the dispatcher alone; `pointer`
 * tells which of the settings is at fault, as a JSON Pointer into them.
 */
export class DriverError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly pointer: string;

  constructor(code: string, message: string, retryable: boolean, pointer = "") {
    super(message);
    this.name = "DriverError";
    this.code = code;
    this.retryable = retryable;
    this.pointer = pointer;
  }
}

/** Seven verbs. Each may throw DriverError. */
export type Driver = {
  capabilities(): Capabilities;
  report(): Promise<PrinterReport>;
  /** Starts a job. Repeating the same job_id changes nothing: the caller may have crashed. */
  start(job: PrintJob): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the job; nothing happens when it is not the current one. */
  abort(job_id: string): Promise<void>;
  close(): Promise<void>;
};

/** What a driver is given by the server; nothing else reaches it. */
export type DriverContext = {
  serial: string;
  hw_type: string;
  /** Driver's own settings: address, credentials, fault plan of a simulator. */
  settings: Record<string, unknown>;
  /** Current time, ISO 8601 UTC with milliseconds. */
  now(): string;
  seed: number;
  /** Non-volatile memory of a simulated printer; survives kill -9. Real drivers ignore it. */
  memory: { load(): Promise<string | null>; save(text: string): Promise<void> };
};
