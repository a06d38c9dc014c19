/**
 * The log: JSON lines on standard error, or short coloured lines when a person is watching.
 * Methods take fields first and text second, as Fastify's do.
 */
import { writeSync } from "node:fs";

/** An `error` among them is written with its stack and causes. */
export type LogFields = Record<string, unknown>;

export type Log = {
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
  /** A log whose every line carries `fields` too. */
  child(fields: LogFields): Log;
};

export const LOG_LEVELS = ["info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogOptions = {
  /** The lowest level that is written. */
  level: LogLevel;
  /** For people instead of programs. */
  pretty?: boolean;
  /** Takes one line with its end; standard error unless given. */
  write?: (line: string) => void;
};

const COLORS: Record<string, number> = { info: 36, warn: 33, error: 31 };
const CAUSES_MAX = 5;

export function createLog(options: LogOptions): Log {
  const { level, pretty = process.stderr.isTTY === true, write = writeToStderr } = options;
  const lowest = LOG_LEVELS.indexOf(level);
  const lineOf = pretty ? prettyLine : jsonLine;

  const logWith = (shared: LogFields): Log => {
    const writeAt = (name: LogLevel) => (fields: LogFields, text: string) => {
      if (LOG_LEVELS.indexOf(name) < lowest) return;
      write(lineOf(name, text, { ...shared, ...fields }));
    };
    return {
      info: writeAt("info"),
      warn: writeAt("warn"),
      error: writeAt("error"),
      child: (fields) => logWith({ ...shared, ...fields }),
    };
  };
  return logWith({});
}

/** Synchronous, so that the last words before a crash are not lost. */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // The reader is slow or gone; the server does not stop for its log.
  }
}

function jsonLine(level: string, text: string, fields: LogFields): string {
  const line = { at: new Date().toISOString(), level, text, ...fields };
  return `${JSON.stringify(line, errorsAsText)}\n`;
}

function prettyLine(level: string, text: string, fields: LogFields): string {
  const { error, ...rest } = fields;
  const time = new Date().toISOString().slice(11, 23);
  const details = Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest, errorsAsText)}`;
  const trouble = error === undefined ? "" : `\n${stackOf(error)}`;
  return `${time} \x1b[${COLORS[level]}m${level}\x1b[0m ${text}${details}${trouble}\n`;
}

function errorsAsText(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Error ? stackOf(value) : value;
}

function stackOf(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause !== undefined && lines.length < CAUSES_MAX; ) {
    lines.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines.join("\ncaused by: ");
}
