/** /manage/v1/sessions: logging in and out. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { CurrentSession, Login, PasswordChange, SessionsResponse } from "../../schemas/session.ts";
import { anyOf, listProblems, paging, sortBy, uuidOf } from "../params.ts";

const sortable = ["uuid", "created_at", "seen_at"] as const;
const tag = "Sessions";

export const createSession = defineOperation({
  id: "createSession",
  method: "POST",
  path: "/sessions",
  tag,
  summary: "Log in",
  description:
    "Sets the cookie of the session, and answers the token that its changes must carry. " +
    "A session ends 12 hours after it was last used, 7 days after it began, or when the eleventh " +
    "of the user begins. Wrong e-mail address and wrong password are one answer; after ten of " +
    "them for an account, or a hundred from an address, within 15 minutes, more are refused.",
  body: Login,
  responses: { 200: CurrentSession },
  problems: ["login_refused", "origin_foreign"],
  public: true,
});

export const getSession = defineOperation({
  id: "getSession",
  method: "GET",
  path: "/session",
  tag,
  summary: "Get who is asking",
  role: "VIEWER",
  responses: { 200: CurrentSession },
  problems: [],
});

export const deleteSession = defineOperation({
  id: "deleteSession",
  method: "DELETE",
  path: "/session",
  tag,
  summary: "Log out",
  description: "Ends the session of the cookie. For a bearer token there is none to end.",
  role: "VIEWER",
  responses: { 204: null },
  problems: ["not_found"],
});

export const changePassword = defineOperation({
  id: "changePassword",
  method: "POST",
  path: "/session/password",
  tag,
  summary: "Change one's own password",
  description:
    "Ends every session of the user; the present one is followed by a new one, with a new cookie " +
    "and a new CSRF token.",
  role: "VIEWER",
  body: PasswordChange,
  responses: { 200: CurrentSession },
  problems: ["password_wrong"],
});

export const getSessions = defineOperation({
  id: "getSessions",
  method: "GET",
  path: "/sessions",
  tag,
  summary: "List one's own sessions",
  description: "The last used first unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The rows with this uuid."),
    sort: sortBy(sortable),
  }),
  responses: { 200: SessionsResponse },
  problems: [...listProblems],
  sortable,
});

export const endSession = defineOperation({
  id: "endSession",
  method: "DELETE",
  path: "/sessions/{uuid}",
  tag,
  summary: "End one of one's own sessions",
  role: "VIEWER",
  params: uuidOf("session"),
  responses: { 204: null },
  problems: ["not_found"],
});
