/**
 * JSON values as YAML 1.2 in block style. Text that could be read as anything else is quoted, also
 * by the rules of YAML 1.1, which many readers still follow.
 */

/** Prints a JSON value as a YAML document; `undefined` members are left out as JSON does. */
export function toYaml(value: unknown): string {
  return isBranch(value) ? blockOf(value, "") : `${leafOf(value)}\n`;
}

type Branch = Record<string, unknown> | unknown[];

function blockOf(branch: Branch, indent: string): string {
  if (Array.isArray(branch)) {
    return branch.map((item) => `${indent}-${itemOf(item, indent)}`).join("");
  }
  return Object.entries(branch)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${indent}${keyOf(key)}:${memberOf(value, indent)}`)
    .join("");
}

/** What follows `key:`, with the line end. */
function memberOf(value: unknown, indent: string): string {
  return isBranch(value) ? `\n${blockOf(value, `${indent}  `)}` : ` ${leafOf(value)}\n`;
}

/** What follows `-`, with the line end: a mapping begins on the line of its dash. */
function itemOf(value: unknown, indent: string): string {
  if (!isBranch(value)) return ` ${leafOf(value)}\n`;
  return ` ${blockOf(value, `${indent}  `).slice(indent.length + 2)}`;
}

/** Collections with something in them; all else takes one line. */
function isBranch(value: unknown): value is Branch {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => member !== undefined);
}

function leafOf(value: unknown): string {
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number" && Number.isFinite(value)) return numberOf(value);
  if (Array.isArray(value)) return "[]";
  return typeof value === "object" && value !== null ? "{}" : JSON.stringify(value ?? null);
}

/** YAML 1.1 takes an exponent for a number only behind a decimal point. */
function numberOf(value: number): string {
  const text = String(value);
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text;
}

/** Letters, digits and harmless signs, with single spaces between words. */
const PLAIN = /^[A-Za-z_/][\w.,;/()-]*( [\w.,;/()-]+)*$/;
/** Words that YAML 1.1 or 1.2 reads as a boolean, as null or as a number. */
const RESERVED = /^(y|n|yes|no|on|off|true|false|null|\.?(inf|nan))$/i;
const PLAIN_KEY = /^([A-Za-z_][\w-]*|\/[\w/-]*)$/;

const keyOf = (key: string) =>
  PLAIN_KEY.test(key) && !RESERVED.test(key) ? key : JSON.stringify(key);

/** Double quotes take every JSON escape, so JSON.stringify is a YAML writer for them. */
function textOf(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escaped);
}

const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
