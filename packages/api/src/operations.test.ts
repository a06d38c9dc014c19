import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import { defineOperation, type Operation, type Output, problemsOf } from "./operation.ts";
import { manageOperations } from "./operations/manage.ts";
import { sandboxOperations } from "./operations/sandbox.ts";
import { operations } from "./operations.ts";
import * as facts from "./testing/facts.ts";
import {
  answersOf,
  bodyOf,
  headersOf,
  keysOf,
  parametersOf,
  schemas,
  statusesOf,
  withoutNull,
} from "./testing/notation.ts";

const { DECISIONS } = facts;
const table: Operation[] = Object.values(operations);

/** Blocks of a head line and indented lines below it. */
function blocksOf(text: string): [head: string, rest: string[]][] {
  const blocks = text.trim().split(/\n(?=\S)/);
  return blocks.map((block) => {
    const [head, ...rest] = block.split("\n");
    return [head, rest.join(" ").split(/\s+/).filter(Boolean)];
  });
}

test("the table has the 35 operations, each under its id", () => {
  const heads = blocksOf(facts.OPERATIONS).map(([head]) => head);
  const ours = table.map(({ method, path, id, tag }) => `${method} ${path} ${id} ${tag}`);
  assert.equal(heads.length, 35);
  assert.deepEqual(ours.sort(), heads.sort());
  for (const group of [operations, sandboxOperations, manageOperations]) {
    assert.deepEqual(
      Object.keys(group),
      Object.values<Operation>(group).map(({ id }) => id),
    );
  }
});

for (const [head, known] of blocksOf(facts.OPERATIONS)) {
  const [method, path, id] = head.split(" ");
  test(`${id}: takes and answers what the compatible API does`, () => {
    const operation = table.find((each) => each.id === id);
    assert.ok(operation, `${method} ${path} is missing`);
    const earlier = id === "findModels" ? DECISIONS.earlier_parameters : [];
    const ours = [...parametersOf(operation), ...headersOf(operation), ...bodyOf(operation)];
    const taken = known.filter((word) => !word.startsWith(">"));
    assert.deepEqual(ours.sort(), [...taken, ...earlier].sort());

    const answers = known.filter((word) => /^>[23]/.test(word));
    assert.deepEqual(answersOf(operation).sort(), answers.sort());
    const refusals = known.filter((word) => /^>[45]/.test(word)).map((word) => word.slice(1));
    const statuses = statusesOf(operation);
    for (const status of refusals) {
      if (DECISIONS.never_answered.includes(`${id} ${status}`)) continue;
      assert.ok(statuses.includes(Number(status)), `${id} never answers ${status}`);
    }
  });
}

test("every schema has the keys of the compatible API, required and nullable alike", () => {
  for (const [name, known] of blocksOf(facts.SCHEMAS)) {
    const schema = schemas.get(name);
    assert.ok(schema, `${name} is missing`);
    const ours = keysOf(schema).map((word) => {
      const key = word.replace(/[!?]+$/, "");
      const isDecided = [key, `${name}.${key}`].some((at) => DECISIONS.nullable.includes(at));
      return isDecided ? word.replace("?", "") : word;
    });
    const earlier = name === "ModelsResponse" ? DECISIONS.earlier_keys : [];
    assert.deepEqual(ours.sort(), [...known, ...earlier].sort(), name);
  }
});

test("the quality record has its 47 keys, letter by letter", () => {
  const keys = facts.QUALITY_KEYS.trim().split(/,\s+/);
  assert.equal(keys.length, 47);
  const { properties = {}, required } = schemas.get("PrintDataQa") ?? {};
  assert.deepEqual(Object.keys(properties), keys);
  assert.equal(required?.length ?? 0, 0);
  for (const [key, value] of Object.entries(properties)) assert.equal(value.type, "string", key);
});

test("closed lists have exactly the words of the compatible API", () => {
  for (const [at, words] of Object.entries(facts.WORDS)) {
    const [name, key] = at.split(".");
    const schema = schemas.get(name);
    const place = key === undefined ? schema : schema?.properties?.[key];
    assert.ok(place, `${at} is missing`);
    const { enum: list, const: only } = withoutNull(place);
    assert.equal((list ?? [only]).join(" "), words, at);
  }
});

test("lists sort by the fields of the compatible API, and by no others", () => {
  for (const operation of table) {
    const takesSort = parametersOf(operation).includes("sort~");
    assert.equal(operation.sortable !== undefined, takesSort, operation.id);
    const known = facts.SORTABLE[operation.id];
    if (known) assert.equal(operation.sortable?.join(" "), known, operation.id);
  }
});

test("problems: a form brings its own, and none is declared twice", () => {
  const post = defineOperation({
    id: "post",
    method: "POST",
    path: "/",
    tag: "",
    summary: "",
    body: Type.Object({}),
    responses: { 200: null },
    problems: ["uuid_taken"],
    public: true,
  });
  assert.deepEqual(problemsOf(post).sort(), [
    "body_invalid",
    "body_too_large",
    "input_invalid",
    "internal",
    "media_type_unsupported",
    "overloaded",
    "too_many_requests",
    "uuid_taken",
  ]);
  assert.ok(problemsOf({ ...post, public: false }).includes("token_missing"));
  const all: Operation[] = [operations, sandboxOperations, manageOperations].flatMap((group) =>
    Object.values<Operation>(group),
  );
  for (const operation of all) {
    const codes = problemsOf(operation);
    assert.equal(new Set(codes).size, codes.length, operation.id);
  }
});

type BuildAnswer = Output<typeof operations.getBuild>;

test("the answer of an operation is typed by its schema", () => {
  const build: BuildAnswer = { uuid: "b", parts: [], status: "Released" };
  // Were the answer typed as any or the status as text, this would not compile.
  const isClosed: [string] extends [BuildAnswer["status"]] ? false : true = true;
  const file: Output<typeof operations.downloadModel> = new Uint8Array();
  const nothing: Output<typeof operations.deletePartOrder> = undefined;
  assert.ok(build && isClosed && file && nothing === undefined);
});
