/** Tokens in a program, such as ~WALL_MM~, and ~MODEL_UUID.name~ for what is known of a model. */
import { TOKEN_KEY_PATTERN } from "@vatline/api";

/** By key, or by key and what of it: "WALL_MM", "MODEL_UUID.name". */
export type TokenValues = Map<string, string | number>;

export type Token = {
  key: string;
  /** What of a model; null for the value itself. */
  about: "name" | "external_id" | null;
  /** Where it stands, from the value that was searched. */
  pointer: string;
};

const TOKEN = new RegExp(`~(${TOKEN_KEY_PATTERN})(?:\\.(name|external_id))?~`, "g");
const WHOLE_TOKEN = new RegExp(`^~(${TOKEN_KEY_PATTERN}(?:\\.(?:name|external_id))?)~$`);

/** Every token in a value and in what it holds. */
export function tokensIn(value: unknown, pointer = ""): Token[] {
  if (typeof value === "string") {
    return [...value.matchAll(TOKEN)].map(([, key, about]) => ({
      key,
      about: (about ?? null) as Token["about"],
      pointer,
    }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => tokensIn(inner, `${pointer}/${name}`));
}

export const hasToken = (value: unknown) => typeof value === "string" && tokensIn(value).length > 0;

/**
 * A copy with every token replaced, once: what a value brings along is not looked at again. A text
 * that is one token becomes the value itself, number or text; tokens amid a text become text.
 * A token without a value stays.
 */
export function replaceTokens(value: unknown, values: TokenValues): unknown {
  if (typeof value === "string") {
    const [, whole] = WHOLE_TOKEN.exec(value) ?? [];
    if (whole !== undefined) return values.get(whole) ?? value;
    return value.replace(TOKEN, (token) => String(values.get(token.slice(1, -1)) ?? token));
  }
  if (Array.isArray(value)) return value.map((inner) => replaceTokens(inner, values));
  if (typeof value !== "object" || value === null) return value;
  const replaced = Object.entries(value).map(([name, inner]) => [
    name,
    replaceTokens(inner, values),
  ]);
  return Object.fromEntries(replaced);
}

/** What a pointer such as /holes/0/x_mm names; undefined where there is nothing. */
export function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const name of pointer.split("/").slice(1)) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
