/** People who are logged in, for tests, through the public interface only. */
import assert from "node:assert/strict";
import type { CurrentSession, Role, User } from "@vatline/api";
import type { Answer, RequestOptions, TestServer } from "./server.ts";

export type Person = {
  user: User;
  password: string;
  /** As the browser sends it. */
  cookie: string;
  csrf_token: string;
  /** Asks under the session, with its CSRF token. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
};

export const PASSWORD = "correct horse battery";

let people = 0;

/** Invites somebody to the shop and accepts for them. */
export async function aPerson(
  shop: TestServer,
  { role = "ADMIN", email }: { role?: Role; email?: string } = {},
): Promise<Person> {
  people += 1;
  const invited = { email: email ?? `person-${people}@example.org`, name: "Grace", role };
  const invitation = await shop.request("POST", "/manage/v1/invitations", { body: invited });
  assert.equal(invitation.status, 200, JSON.stringify(invitation.body));
  const body = { token: invitation.body.token, password: PASSWORD };
  const accepted = await shop.request("POST", "/manage/v1/invitations/accept", {
    body,
    token: null,
  });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  return personOf(shop, accepted, PASSWORD);
}

/** Logs in; the answer may be a refusal. */
export function logIn(shop: TestServer, email: string, password: string): Promise<Answer> {
  const body = { email, password };
  return shop.request("POST", "/manage/v1/sessions", { body, token: null });
}

/** Another session of somebody. */
export async function aSession(shop: TestServer, { user, password }: Person): Promise<Person> {
  const answer = await logIn(shop, user.email, password);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return personOf(shop, answer, password);
}

/** Who an answer has logged in. */
export function personOf(shop: TestServer, answer: Answer, password: string): Person {
  const { user, csrf_token } = answer.body as unknown as CurrentSession;
  assert.ok(csrf_token);
  const [cookie] = String(answer.headers.get("set-cookie")).split(";");
  const own = { cookie, "x-csrf-token": csrf_token };
  return {
    user,
    password,
    cookie,
    csrf_token,
    request: (method, path, { headers, ...options } = {}) =>
      shop.request(method, path, { token: null, ...options, headers: { ...own, ...headers } }),
  };
}
