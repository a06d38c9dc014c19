/** Filters by the words of a closed list. */
import { Type } from "typebox";
import { word } from "../../schemas/fields.ts";

/** One or several of the words; a row matches when it has any of them. */
export function anyWordOf<const T extends Record<string, string>>(meanings: T, what: string) {
  return Type.Optional(
    Type.Array(word(meanings, what), {
      minItems: 1,
      maxItems: 100,
      description: `${what} Repeat the parameter for several; any of them matches.`,
    }),
  );
}
