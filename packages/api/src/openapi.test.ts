import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { openapiDocument } from "./openapi.ts";
import { manageOperations } from "./operations/manage.ts";
import { sandboxOperations } from "./operations/sandbox.ts";
import { COMPATIBLE_API } from "./operations.ts";

const title = "Vatline";
const documents = {
  "/v1": openapiDocument(COMPATIBLE_API),
  "/manage/v1": openapiDocument({
    title,
    version: "1",
    base_path: "/manage/v1",
    operations: manageOperations,
  }),
  "/sandbox/v1": openapiDocument({
    title,
    version: "1",
    base_path: "/sandbox/v1",
    operations: sandboxOperations,
    server_url: "http://127.0.0.1:8080",
  }),
};

/** Every object in a document with its JSON Pointer. */
function* objectsIn(value: unknown, at = "#"): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [at, { ...value }];
  for (const [key, member] of Object.entries(value)) yield* objectsIn(member, `${at}/${key}`);
}

function resolves(document: unknown, reference: string): boolean {
  let node: unknown = document;
  for (const key of reference.slice(2).split("/")) {
    node = Object.getOwnPropertyDescriptor(Object(node), key)?.value;
  }
  return node !== undefined;
}

test("docs/openapi.json is what the operations table says: run `npm run openapi`", async () => {
  const file = new URL("../../../docs/openapi.json", import.meta.url);
  const committed = JSON.parse(await readFile(file, "utf8"));
  assert.deepEqual(committed, JSON.parse(JSON.stringify(documents["/v1"])));
});

for (const [base_path, document] of Object.entries(documents)) {
  test(`${base_path}: every reference leads somewhere and stands alone`, () => {
    for (const [at, node] of objectsIn(document)) {
      if (typeof node.$ref !== "string") continue;
      assert.ok(resolves(document, node.$ref), `${at}: ${node.$ref} leads nowhere`);
      assert.deepEqual(Object.keys(node), ["$ref"], `${at}: 3.0 ignores what is beside $ref`);
    }
  });

  test(`${base_path}: holds nothing that OpenAPI 3.0 does not know`, () => {
    const unknown = ["const", "patternProperties", "$id", "examples", "if", "prefixItems"];
    for (const [at, node] of objectsIn(document)) {
      if (at.endsWith("/properties")) continue;
      for (const keyword of unknown) assert.ok(!(keyword in node), `${at} has ${keyword}`);
      assert.ok(node.type !== "null" && !Array.isArray(node.type), `${at} has type ${node.type}`);
      assert.notEqual(typeof node.exclusiveMinimum, "number", at);
      if (node.nullable) assert.ok(typeof node.type === "string", `${at}: nullable needs a type`);
    }
  });

  test(`${base_path}: operation ids occur once and path parameters are declared`, () => {
    const ids: unknown[] = [];
    for (const [path, item] of Object.entries(Object(document.paths))) {
      for (const operation of Object.values(Object(item))) {
        const { operationId, parameters = [] } = Object(operation);
        ids.push(operationId);
        const declared = parameters.filter((p: { in: string }) => p.in === "path");
        const names = declared.map((p: { name: string }) => `{${p.name}}`);
        assert.deepEqual(names, path.match(/\{\w+\}/g) ?? [], path);
      }
    }
    assert.equal(new Set(ids).size, ids.length);
  });

  test(`${base_path}: every parameter and every field says what it means`, () => {
    for (const [at, node] of objectsIn(document)) {
      const parameters = Array.isArray(node.parameters) ? node.parameters : [];
      for (const { name, description } of parameters) assert.ok(description, `${at} ${name}`);
      if (!at.endsWith("/properties")) continue;
      for (const [name, field] of Object.entries(node)) {
        const { $ref, description } = Object(field);
        assert.ok($ref || description, `${at}/${name} has no description`);
      }
    }
  });
}

test("times of requests are date-times to generated clients, not patterns", () => {
  const { components } = documents["/v1"];
  const { PartOrderRequest } = Object(components).schemas;
  assert.equal(PartOrderRequest.properties.due_date.format, "date-time");
  assert.equal(PartOrderRequest.properties.due_date.pattern, undefined);
});

test("a null is spelled nullable, also around a named schema", () => {
  const { PartMeasurementTemplate, ModelProgramRun } = Object(documents["/v1"].components).schemas;
  const { category_options } = PartMeasurementTemplate.properties;
  assert.equal(category_options.type, "object");
  assert.equal(category_options.nullable, true);
  assert.equal(ModelProgramRun.properties.model_uuid.nullable, true);
});

test("changes of queues are told apart by action_type", () => {
  const { requestBody } = Object(documents["/v1"].paths)["/printers/queues"].patch;
  const { schema } = requestBody.content["application/json"];
  assert.equal(schema.oneOf.length, 2);
  assert.deepEqual(schema.discriminator.mapping, {
    PrinterQueueMoveRequest: "#/components/schemas/PrinterQueueMoveRequest",
    PrinterQueueDeleteRequest: "#/components/schemas/PrinterQueueDeleteRequest",
  });
});
