/** /manage/v1/traveler_keys: what the codes of travelers are checked with. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { TravelerKeys } from "../../schemas/traveler-keys.ts";

const tag = "TravelerKeys";

export const getTravelerKeys = defineOperation({
  id: "getTravelerKeys",
  method: "GET",
  path: "/traveler_keys/{customer_uuid}",
  tag,
  summary: "Get the keys that a customer's travelers are checked with",
  description:
    "Needs no token: whoever holds a traveler may check it. Save the answer, and travelers are " +
    "checked offline. The latest key comes first; those that were replaced stay, for the " +
    "travelers they signed. There is none before the first traveler.",
  params: Type.Object({ customer_uuid: Type.String({ description: "The customer." }) }),
  responses: { 200: TravelerKeys },
  problems: ["not_found"],
  public: true,
});

export const rotateTravelerKey = defineOperation({
  id: "rotateTravelerKey",
  method: "POST",
  path: "/traveler_keys",
  tag,
  summary: "Replace the key that travelers are signed with",
  description:
    "The private half of the former key is destroyed. Travelers that it signed stay good; new " +
    "ones are signed with the new key, so whoever checks them offline needs the keys anew.",
  responses: { 200: TravelerKeys },
  problems: [],
});
