import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readConfig } from "./config.ts";
import { StartError } from "./start-error.ts";

describe("readConfig", () => {
  test("starts a sandbox on the local host when nothing is set", () => {
    const config = readConfig({}, {});
    assert.equal(config.mode, "sandbox");
    assert.equal(config.base_url, "http://127.0.0.1:8080");
    assert.equal(config.upload_bytes_max, 268_435_456);
    assert.deepEqual(config.rate_limit, { requests_max: 200, window_s: 10 });
    assert.ok(config.worker_threads >= 1);
  });

  test("flags win over the environment, and an empty variable counts as absent", () => {
    const env = {
      VATLINE_PORT: "9000",
      VATLINE_SEED: "4",
      VATLINE_SPEED: "",
      VATLINE_MEMORY: "yes",
    };
    const config = readConfig(env, {
      port: 0,
      host: "0.0.0.0",
      start: "2026-03-01T09:00:00+01:00",
    });
    assert.equal(config.port, 0);
    assert.equal(config.seed, 4);
    assert.equal(config.speed, null);
    assert.equal(config.memory, true);
    assert.equal(config.start, "2026-03-01T08:00:00.000Z");
    assert.equal(config.base_url, "http://localhost:0");
  });

  test("the older profile halves the rate limit", () => {
    assert.equal(readConfig({}, { profile: "0.3.5" }).rate_limit.requests_max, 100);
  });

  test("tells every fault at once, by the name it was given under", () => {
    const env = {
      VATLINE_PORT: "80a",
      VATLINE_DATABASE_URL: "mysql://root:secret@host/db",
      VATLINE_BASE_URL: "vatline.example",
    };
    const flags = { log_level: "loud", mode: "serve", speed: -1, memory: true, start: "tomorrow" };
    assert.throws(
      () => readConfig(env, flags),
      (error) => {
        assert.ok(error instanceof StartError);
        assert.deepEqual(error.message.split("\n"), [
          'VATLINE_PORT must be a whole number from 0 to 65535, not "80a"',
          "VATLINE_DATABASE_URL must be an address that starts with postgres:// or postgresql://",
          '--start must be a time such as 2026-03-01T08:00:00Z, not "tomorrow"',
          '--speed must be a number from 0 to 1000000, not "-1"',
          "VATLINE_BASE_URL must be an address that starts with http:// or https://, " +
            'not "vatline.example"',
          '--log-level must be info or warn or error or silent, not "loud"',
          "memory is for the sandbox only",
        ]);
        return true;
      },
    );
  });
});
