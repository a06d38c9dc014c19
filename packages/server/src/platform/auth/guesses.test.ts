import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { manualClock } from "../../testing/manual-clock.ts";
import { openGuesses } from "./guesses.ts";

const MINUTE_MS = 60_000;

/** How many of so many guesses are let through. */
function letThrough(guess: (number: number) => void, tries: number): number {
  let passed = 0;
  for (let number = 0; number < tries; number++) {
    try {
      guess(number);
      passed += 1;
    } catch (error) {
      assert.ok(error instanceof Problem && error.code === "too_many_requests");
    }
  }
  return passed;
}

test("an account may be guessed at ten times in 15 minutes, from whatever addresses", () => {
  const clock = manualClock();
  const guesses = openGuesses(clock);
  const guess = (number: number) => guesses.begin(`address ${number}`, "ada");
  assert.equal(letThrough(guess, 30), 10);
  clock.advance(15 * MINUTE_MS - 1);
  assert.equal(letThrough(guess, 30), 0);
  clock.advance(1);
  assert.equal(letThrough(guess, 30), 10);
});

test("an address may guess a hundred times, at whatever accounts", () => {
  const guesses = openGuesses(manualClock());
  assert.equal(
    letThrough((number) => guesses.begin("here", `account ${number}`), 300),
    100,
  );
  assert.equal(
    letThrough(() => guesses.begin("here"), 10),
    0,
  );
  assert.equal(
    letThrough(() => guesses.begin("elsewhere", "account 0"), 10),
    9,
  );
});

test("what was right does not count, nor what was wrong before it at the account", () => {
  const guesses = openGuesses(manualClock());
  for (let round = 0; round < 50; round++) {
    assert.equal(
      letThrough(() => guesses.begin("here", "ada"), 1),
      1,
    );
    guesses.forgive("here", "ada");
  }
  assert.equal(
    letThrough((number) => guesses.begin("here", `account ${number}`), 300),
    100,
  );
});

test("a refusal tells how long to wait", () => {
  const clock = manualClock();
  const guesses = openGuesses(clock);
  letThrough(() => guesses.begin("here", "ada"), 10);
  clock.advance(5 * MINUTE_MS);
  assert.throws(
    () => guesses.begin("here", "ada"),
    (error) => error instanceof Problem && error.headers["Retry-After"] === "600",
  );
});
