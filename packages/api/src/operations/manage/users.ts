/** /manage/v1/users and /customer: who may enter, and whose everything is. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  Customer,
  CustomerUpdate,
  NewInvitation,
  User,
  UsersResponse,
  UserUpdate,
} from "../../schemas/user.ts";
import { ROLES, USER_STATUSES } from "../../statuses.ts";
import { anyOf, listProblems, paging, sortBy, uuidOf } from "../params.ts";
import { anyWordOf } from "./words.ts";

const sortable = ["uuid", "name", "email", "role", "created_at", "updated_at"] as const;
const tag = "People";

export const getUsers = defineOperation({
  id: "getUsers",
  method: "GET",
  path: "/users",
  tag,
  summary: "Search users",
  description: "By name unless sorted. Removed users are among them.",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The rows with this uuid."),
    email: anyOf("Users with this e-mail address, in lower case."),
    role: anyWordOf(ROLES, "Users of this role."),
    status: anyWordOf(USER_STATUSES, "Users of this status."),
    sort: sortBy(sortable),
  }),
  responses: { 200: UsersResponse },
  problems: [...listProblems],
  sortable,
});

export const getUser = defineOperation({
  id: "getUser",
  method: "GET",
  path: "/users/{uuid}",
  tag,
  summary: "Get a user",
  params: uuidOf("user"),
  responses: { 200: User },
  problems: ["not_found"],
});

export const updateUser = defineOperation({
  id: "updateUser",
  method: "PATCH",
  path: "/users/{uuid}",
  tag,
  summary: "Change a user's name or role, disable or enable a user",
  description:
    "Works from the next request on: a disabled user's sessions end, and the API keys of one who " +
    "is no active ADMIN are refused. The last active ADMIN stays one.",
  params: uuidOf("user"),
  body: UserUpdate,
  responses: { 200: User },
  problems: ["not_found", "admin_needed", "user_removed"],
});

export const removeUser = defineOperation({
  id: "removeUser",
  method: "DELETE",
  path: "/users/{uuid}",
  tag,
  summary: "Remove a user",
  description:
    "The user stays in the history with the name, and can do nothing any more: sessions end, API " +
    "keys are refused, the e-mail address is free. The last active ADMIN stays.",
  params: uuidOf("user"),
  responses: { 200: User },
  problems: ["not_found", "admin_needed"],
});

export const resetPassword = defineOperation({
  id: "resetPassword",
  method: "POST",
  path: "/users/{uuid}/password_reset",
  tag,
  summary: "Make a link with which a user sets a new password",
  description:
    "The old password goes on working until the link is used; then it and all sessions end. " +
    "Earlier links of the user end at once.",
  params: uuidOf("user"),
  responses: { 200: NewInvitation },
  problems: ["not_found", "user_removed"],
});

export const getCustomer = defineOperation({
  id: "getCustomer",
  method: "GET",
  path: "/customer",
  tag,
  summary: "Get the customer",
  description: "The one to whom the caller belongs.",
  role: "VIEWER",
  responses: { 200: Customer },
  problems: [],
});

export const updateCustomer = defineOperation({
  id: "updateCustomer",
  method: "PATCH",
  path: "/customer",
  tag,
  summary: "Rename the customer",
  body: CustomerUpdate,
  responses: { 200: Customer },
  problems: [],
});
