import assert from "node:assert/strict";
import { test } from "node:test";
import { readSessionCookie, setSessionCookie } from "./session-cookie.ts";

const HTTPS = "https://shop.example";
const HTTP = "http://127.0.0.1:8080";

test("on https the cookie is Secure and bound to the host by its name", () => {
  assert.deepEqual(setSessionCookie("s", HTTPS, 60), {
    "Set-Cookie": "__Host-vatline_session=s; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure",
  });
  assert.equal(readSessionCookie("__Host-vatline_session=s", HTTPS), "s");
  assert.equal(readSessionCookie("vatline_session=s", HTTPS), null);
});

test("the cookie is found among others, and nowhere else", () => {
  assert.equal(readSessionCookie("a=b; vatline_session=s; c=d", HTTP), "s");
  for (const header of [
    undefined,
    "",
    "vatline_session",
    "vatline_session=",
    "xvatline_session=s",
  ]) {
    assert.equal(readSessionCookie(header, HTTP), null, header);
  }
});
