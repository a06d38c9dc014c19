import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasToken, replaceTokens, type TokenValues, tokensIn, valueAt } from "./tokens.ts";

const VALUES: TokenValues = new Map<string, string | number>([
  ["N", 1.5],
  ["TEXT", "~N~"],
  ["MODEL.name", "left"],
]);

test("a value that is one token becomes what it stands for; amid a text it becomes text", () => {
  const cases: [unknown, unknown][] = [
    ["~N~", 1.5],
    ["~N~ mm", "1.5 mm"],
    ["~TEXT~", "~N~"],
    ["a ~TEXT~ b", "a ~N~ b"],
    ["~MODEL.name~", "left"],
    ["~MODEL.name~~N~", "left1.5"],
    ["~OTHER~ ~N~", "~OTHER~ 1.5"],
    ["~OTHER~", "~OTHER~"],
    ["~n~ ~ ~~", "~n~ ~ ~~"],
    [
      { a: ["~N~", { b: "~N~" }], c: null, d: true },
      { a: [1.5, { b: 1.5 }], c: null, d: true },
    ],
  ];
  for (const [value, replaced] of cases) assert.deepEqual(replaceTokens(value, VALUES), replaced);
});

test("what is found is where it says, and nothing is left of what has a value", () => {
  const piece = fc.constantFrom("~N~", "~TEXT~", "~MODEL.name~", "~", "a", " ", "~x~", "~A.b~");
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "__proto__"), tie("tree"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      for (const { pointer } of tokensIn(value)) assert.ok(hasToken(valueAt(value, pointer)));
      const safe: TokenValues = new Map([...VALUES, ["TEXT", "text"]]);
      const left = tokensIn(replaceTokens(value, safe));
      assert.ok(left.every(({ key }) => !safe.has(key)));
    }),
  );
});

test("names of prototypes are names like any other", () => {
  const value = JSON.parse('{"__proto__":"~N~","constructor":"~N~"}');
  const replaced = replaceTokens(value, VALUES) as object;
  assert.equal(Object.getPrototypeOf(replaced), Object.prototype);
  assert.equal(JSON.stringify(replaced), '{"__proto__":1.5,"constructor":1.5}');
  assert.equal(valueAt({}, "/__proto__/constructor"), undefined);
});
