import assert from "node:assert/strict";
import { test } from "node:test";
import { PROBLEMS, Problem } from "./problems.ts";

test("the body is a problem of RFC 9457 with code and request id", () => {
  const errors = [{ pointer: "/body/parts/0/uuid", detail: "is missing" }];
  const problem = new Problem("input_invalid", "One part has no uuid.", { errors });
  assert.deepEqual(problem.toJSON("/v1/part_orders", "r-1"), {
    type: "/v1/api-docs/problems#input_invalid",
    title: "The input does not match the contract",
    status: 400,
    detail: "One part has no uuid.",
    instance: "/v1/part_orders",
    code: "input_invalid",
    request_id: "r-1",
    errors,
  });
});

test("what is meant for the log never reaches the body", () => {
  const cause = new Error("password of the database");
  const problem = new Problem("overloaded", "Try again.", {
    cause,
    headers: { "Retry-After": "1" },
  });
  assert.equal(problem.cause, cause);
  assert.equal(problem.headers["Retry-After"], "1");
  const body = problem.toJSON("/v1/prints", "r-2");
  assert.ok(!JSON.stringify(body).includes("password"));
  assert.ok(!("errors" in body));
});

test("every code is snake_case with a status of refusal and a title of its own", () => {
  const titles = Object.values(PROBLEMS).map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
  for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(title, /^[A-Z].*[^.]$/);
  }
});
