/** /manage/v1/api_keys: what bearer tokens are signed with. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  ApiKey,
  ApiKeyRequest,
  ApiKeyRotation,
  ApiKeysResponse,
  ApiKeyUpdate,
  NewApiKey,
} from "../../schemas/api-key.ts";
import { API_KEY_STATUSES } from "../../statuses.ts";
import { anyOf, listProblems, paging, sortBy } from "../params.ts";
import { anyWordOf } from "./words.ts";

const sortable = ["client_id", "name", "created_at", "last_used_at", "expires_at"] as const;
const tag = "ApiKeys";
const params = Type.Object({ client_id: Type.String({ description: "The API key." }) });

export const createApiKey = defineOperation({
  id: "createApiKey",
  method: "POST",
  path: "/api_keys",
  tag,
  summary: "Make an API key",
  description:
    "The answer is the only one that ever holds client_secret: save it as secrets.json. At most " +
    "100 keys of a customer may work at once.",
  body: ApiKeyRequest,
  responses: { 200: NewApiKey },
  problems: ["api_keys_too_many"],
});

export const getApiKeys = defineOperation({
  id: "getApiKeys",
  method: "GET",
  path: "/api_keys",
  tag,
  summary: "Search API keys",
  description: "Newest first unless sorted. Keys that have ended are among them.",
  query: Type.Object({
    ...paging,
    client_id: anyOf("The key of this client_id."),
    user_uuid: anyOf("Keys of this owner."),
    status: anyWordOf(API_KEY_STATUSES, "Keys of this status."),
    sort: sortBy(sortable),
  }),
  responses: { 200: ApiKeysResponse },
  problems: [...listProblems],
  sortable,
});

export const getApiKey = defineOperation({
  id: "getApiKey",
  method: "GET",
  path: "/api_keys/{client_id}",
  tag,
  summary: "Get an API key",
  params,
  responses: { 200: ApiKey },
  problems: ["not_found"],
});

export const updateApiKey = defineOperation({
  id: "updateApiKey",
  method: "PATCH",
  path: "/api_keys/{client_id}",
  tag,
  summary: "Rename an API key, or set when it ends",
  params,
  body: ApiKeyUpdate,
  responses: { 200: ApiKey },
  problems: ["not_found", "api_key_ended"],
});

export const rotateApiKey = defineOperation({
  id: "rotateApiKey",
  method: "POST",
  path: "/api_keys/{client_id}/rotate",
  tag,
  summary: "Follow an API key by a new one",
  description:
    "The new key has the name and the owner of the old one, which ends when the overlap is over. " +
    "The answer is the only one that ever holds the new client_secret.",
  params,
  body: ApiKeyRotation,
  responses: { 200: NewApiKey },
  problems: ["not_found", "api_key_ended", "api_keys_too_many"],
});

export const revokeApiKey = defineOperation({
  id: "revokeApiKey",
  method: "DELETE",
  path: "/api_keys/{client_id}",
  tag,
  summary: "Revoke an API key",
  description:
    "Its tokens are refused from the next request on. The key stays in the list. Revoking it " +
    "again changes nothing.",
  params,
  responses: { 200: ApiKey },
  problems: ["not_found"],
});
