/** API keys: what bearer tokens are signed with. */
import { type Static, Type } from "typebox";
import { API_KEY_STATUSES } from "../statuses.ts";
import { nullable, page, timeGiven, word } from "./fields.ts";

const moment = (description: string) => Type.String({ format: "date-time", description });

const clientId = Type.String({
  readOnly: true,
  description: "Names the key; the `iss` of its tokens.",
});

const keyName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "What the key is for, as people read it.",
});

const expiry = Type.Optional(
  nullable(
    timeGiven("When the key ends, in real time."),
    "When the key ends, in real time, later than now; null: never.",
  ),
);

/** A key without its secret. */
export const ApiKey = Type.Object(
  {
    client_id: clientId,
    name: keyName,
    status: word(API_KEY_STATUSES, "How it stands."),
    user_uuid: Type.String({ description: "Its owner; it works while they are an ADMIN." }),
    user_name: Type.String({ description: "The owner's name." }),
    fingerprint: Type.String({
      description: "SHA-256 of the public key (its SubjectPublicKeyInfo), as SHA256:base64.",
    }),
    key_bits: Type.Integer({ description: "Size of the key." }),
    created_at: moment("When it was made, in real time."),
    last_used_at: nullable(
      Type.String({ format: "date-time" }),
      "When it was last used, to the minute, in real time; null: never.",
    ),
    expires_at: nullable(
      Type.String({ format: "date-time" }),
      "When it ends, in real time; null: never.",
    ),
    revoked_at: nullable(
      Type.String({ format: "date-time" }),
      "When it was withdrawn, in real time; null: it was not.",
    ),
  },
  { title: "ApiKey", description: "A key that signs bearer tokens. Its secret is with its owner." },
);
export type ApiKey = Static<typeof ApiKey>;

export const ApiKeysResponse = Type.Object(
  { api_keys: Type.Array(ApiKey, { description: "The keys." }), ...page },
  { title: "ApiKeysResponse", description: "One page of API keys." },
);

/** What it takes to make a key. */
export const ApiKeyRequest = Type.Object(
  {
    name: keyName,
    expires_at: expiry,
    key_bits: Type.Optional(
      Type.Unsafe<2048 | 3072 | 4096>({
        type: "integer",
        enum: [2048, 3072, 4096],
        default: 2048,
        description: "Size of the key that is made.",
      }),
    ),
    public_key: Type.Optional(
      Type.String({
        maxLength: 4096,
        description:
          "Your own RSA public key in PEM, 2048 to 8192 bits, instead of one made here: the " +
          "private half then never leaves you, and the answer holds no client_secret.",
      }),
    ),
  },
  { title: "ApiKeyRequest", description: "A key to be made. Its owner is who asks." },
);

/** The one answer that holds the secret. */
export const NewApiKey = Type.Object(
  {
    ...ApiKey.properties,
    client_secret: Type.Optional(
      Type.String({
        description:
          "Private key in PEM (PKCS #8). Told only now and kept nowhere: client_id and " +
          "client_secret are the content of secrets.json. Absent where you brought your own key.",
      }),
    ),
  },
  { title: "NewApiKey", description: "A key with its secret, which is told once." },
);
export type NewApiKey = Static<typeof NewApiKey>;

/** What can be changed on a key. */
export const ApiKeyUpdate = Type.Object(
  { name: Type.Optional(keyName), expires_at: expiry },
  { title: "ApiKeyUpdate", description: "Keys left out stay as they are." },
);

/** How a key is followed by another. */
export const ApiKeyRotation = Type.Object(
  {
    overlap_s: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        default: 86_400,
        description: "Seconds for which the old key goes on working; a day when left out.",
      }),
    ),
    key_bits: ApiKeyRequest.properties.key_bits,
    public_key: ApiKeyRequest.properties.public_key,
  },
  {
    title: "ApiKeyRotation",
    description: "A key that was to end is followed by one that lives as long as it was to.",
  },
);
