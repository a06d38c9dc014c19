/** The public halves of the keys that travelers are signed with. */
import { Type } from "typebox";
import { nullable, timeMade } from "./fields.ts";

const TravelerKey = Type.Object(
  {
    kty: Type.Literal("OKP", { description: "Kind of key (RFC 8037)." }),
    crv: Type.Literal("Ed25519", { description: "The curve." }),
    alg: Type.Literal("EdDSA", { description: "How it signs." }),
    use: Type.Literal("sig", { description: "It signs." }),
    kid: Type.String({
      description: "Names the key in codes: the first 8 bytes of its SHA-256, in hex.",
    }),
    x: Type.String({ description: "The public key, 32 bytes in base64url." }),
    created_at: timeMade("When it was made."),
    retired_at: nullable(
      Type.String({ format: "date-time" }),
      "When it was replaced and its private half destroyed; null: it is in use.",
    ),
  },
  { title: "TravelerKey", description: "A key as JWK (RFC 7517)." },
);

export const TravelerKeys = Type.Object(
  {
    customer_uuid: Type.String({ description: "Whose keys they are." }),
    customer_name: Type.String({ description: "The customer's name." }),
    sandbox: Type.Boolean({
      description: "True for keys that follow from a seed: anybody can sign with them.",
    }),
    keys: Type.Array(TravelerKey, { description: "The latest first." }),
  },
  { title: "TravelerKeys", description: "A JWK Set, and whose it is." },
);
