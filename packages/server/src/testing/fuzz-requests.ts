/**
 * Requests drawn from the contract: most are right or nearly so, the rest break whatever can be
 * broken about a request. The same chance and the same answers give the same requests.
 */
import type { Operation } from "@vatline/api";
import { nounOf, type Pool } from "./fuzz-pool.ts";
import {
  chance,
  jsonOf,
  lengthOf,
  oddText,
  oneOf,
  type Schema,
  textOf,
  type Values,
} from "./fuzz-values.ts";
import type { Random } from "./journeys/random.ts";
import { archStl } from "./models.ts";
import type { Placed } from "./operations.ts";
import type { RawRequest } from "./raw-http.ts";

export type FuzzOptions = { random: Random; pool: Pool; operations: Placed[]; token: string };

/** How often those are asked that lead on to other things; the others once. */
const WEIGHTS: Record<string, number> = {
  uploadModel: 5,
  createPart: 6,
  createPartOrder: 8,
  updatePartOrder: 2,
  getBuilds: 2,
  getBuild: 2,
  createPrintOrder: 6,
  getPrinterQueues: 2,
  updatePrinterQueue: 4,
  getPresignedUploadUrl: 2,
  resolvePresignedModelUpload: 2,
};

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

const FRAMINGS = ["chunked", "cut"] as const;

const MEDIA_TYPES = [
  "text/plain",
  "application/json; charset=utf-16",
  'application/json; charset="UTF-8"',
  "application/vnd.x+json",
  "application/jsonx",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "model/stl",
  "/",
  ";",
  "",
  "application/json, application/json",
  "application/json\xff",
];

const ODD_HEADERS: [string, string][] = [
  ["Accept", "application/xml;q=0"],
  ["Accept", ""],
  ["Accept-Encoding", "gzip;q=0, *;q=0"],
  ["Content-Encoding", "gzip"],
  ["Expect", "100-continue"],
  ["Expect", "the unexpected"],
  ["Host", ""],
  ["Host", "b\xe4d host:99999"],
  ["If-None-Match", "*"],
  ["Range", "bytes=0-0"],
  ["Range", "bytes=-0"],
  ["Range", "bytes=9-1,3-"],
  ["Range", "bytes=99999999999999-"],
  ["Upgrade", "websocket"],
  ["X-Forwarded-For", "\xff\xfe, ::1, not an address"],
  ["X-Request-Id", "a".repeat(5000)],
  ["X-HTTP-Method-Override", "DELETE"],
  ["X-Long", "x".repeat(20_000)],
  ["X-Too-Long", "x".repeat(40_000)],
  ["Content-Length", "0"],
  ["Content-Length", "-1"],
  ["Transfer-Encoding", "gzip"],
  ["__proto__", "x"],
  ["bad name", "x"],
  ["Authorization", "Bearer x"],
];

const ODD_TOKENS = ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer e30.e30.e30"];

const ODD_SEGMENTS = [
  "%2F",
  "a%2Fb",
  "%2e%2e",
  "..",
  ".",
  "%",
  "%zz",
  "%00",
  "%ED%A0%80",
  "%FF",
  "\xc3\xa9",
  "%F0%9F%92%A5",
  "a".repeat(101),
  "a".repeat(10_000),
  "*",
  ":uuid",
  "{uuid}",
  ";a=b",
  "__proto__",
  "queues",
  "AAAAAA",
  "%20",
  "",
];

/** Draws one request. */
export function drawRequest(options: FuzzOptions): RawRequest {
  const { random, pool, token } = options;
  const wrong_percent = oneOf(random, [0, 0, 0, 0, 5, 5, 20, 40]);
  const known = (key: string) => pool.pick(random, nounOf(key, ""));
  const values: Values = { random, wrong_percent, known };
  const messy = wrong_percent > 0;
  const { base, operation } = drawOperation(options);
  const drawn = followed(options, values) ?? {
    method: operation.method,
    target: targetOf({ base, operation, values, pool }),
    body: bodyOf(values, operation, pool),
  };
  return {
    method: messy && chance(random, 5) ? oneOf(random, METHODS) : drawn.method,
    target: messy && chance(random, 10) ? bendTarget(random, drawn.target) : drawn.target,
    headers: headersOf(values, operation, token, messy),
    body: drawn.body,
    framing: messy && drawn.body && chance(random, 20) ? oneOf(random, FRAMINGS) : "length",
  };
}

/** Now and then where an answer pointed to: a next page, a file, or where to put one. */
function followed({ random, pool }: FuzzOptions, values: Values) {
  if (!chance(random, 8)) return null;
  const page = pool.pick(random, "target");
  if (page !== undefined && chance(random, 50)) return { method: "GET", target: page, body: null };
  const upload = pool.pick(random, "presigned_url");
  if (upload === undefined) return null;
  const { pathname, search } = new URL(upload);
  return { method: "PUT", target: pathname + search, body: modelOf(values) };
}

function drawOperation({ random, operations }: FuzzOptions): Placed {
  const total = operations.reduce((sum, { operation }) => sum + (WEIGHTS[operation.id] ?? 1), 0);
  let left = random.below(total);
  const drawn = operations.find(({ operation }) => {
    left -= WEIGHTS[operation.id] ?? 1;
    return left < 0;
  });
  return drawn ?? operations[0];
}

type Drawn = Placed & { values: Values; pool: Pool };

function targetOf({ base, operation, values, pool }: Drawn): string {
  const { random, wrong_percent } = values;
  const noun = operation.path.split("/")[1].replace(/s$/, "");
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (chance(random, wrong_percent)) return oneOf(random, ODD_SEGMENTS);
    return encode(random, pool.pick(random, nounOf(name, noun)) ?? random.uuid(), 0);
  });
  const pairs: string[] = [];
  const properties = (operation.query?.properties ?? {}) as Record<string, Schema>;
  for (const [name, schema] of Object.entries(properties)) {
    if (!chance(random, 15)) continue;
    for (const text of queryTexts(values, operation, name, schema)) {
      pairs.push(`${name}=${encode(random, text, wrong_percent)}`);
    }
  }
  if (chance(random, wrong_percent / 2)) {
    pairs.push(
      `${encode(random, oddText(random), wrong_percent)}=${oneOf(random, ["", "1", "="])}`,
    );
  }
  return base + path + (pairs.length > 0 ? `?${pairs.join("&")}` : "");
}

function queryTexts(values: Values, operation: Operation, name: string, schema: Schema): string[] {
  const { random, wrong_percent } = values;
  const one = (inner: Schema): string => {
    if (name === "sort" && operation.sortable && !chance(random, wrong_percent)) {
      return oneOf(random, operation.sortable) + oneOf(random, ["", ",asc", ",desc"]);
    }
    if (name === "cursor" && !chance(random, 20)) return "";
    const noun = operation.path.split("/")[1];
    return textOf(values, name === "uuid" ? `${noun}.uuid` : name, inner);
  };
  if (schema.type !== "array") {
    return Array.from({ length: chance(random, wrong_percent / 4) ? 2 : 1 }, () => one(schema));
  }
  const { items = {} } = schema;
  if (chance(random, wrong_percent / 4)) return [...one(items)];
  return Array.from({ length: lengthOf(values, schema) }, () => one(items));
}

/** Percent-encoded as UTF-8, half a surrogate too; now and then not, or with a broken end. */
function encode(random: Random, text: string, wrong_percent: number): string {
  const bytes = Buffer.from(text);
  if (chance(random, wrong_percent / 4)) return bytes.toString("latin1").replace(/[\r\n ]/g, "");
  const encoded = [...bytes].map((byte) => {
    const plain = /[\w.~-]/.test(String.fromCharCode(byte));
    return plain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  });
  const broken = chance(random, wrong_percent / 8)
    ? oneOf(random, ["%", "%4", "%ff", "%ED%A0%80"])
    : "";
  return encoded.join("") + broken;
}

function bendTarget(random: Random, target: string): string {
  const at = random.below(target.length);
  const bends = [
    `${target}/`,
    `/${target}`,
    target.replace("/v1/", "/v1/./"),
    target.replace("/v1/", "/v1/../v1/"),
    target.toUpperCase(),
    `${target}#x`,
    `${target}?a=1?b`,
    `${target};x=1`,
    `http://elsewhere${target}`,
    "*",
    "",
    `${target}?${"a=1&".repeat(2000)}`,
    `${target}?${"x".repeat(20_000)}`,
    // Signatures, cursors and names that are almost right.
    target.slice(0, at) + oneOf(random, ["A", "_", "%00", "%", ""]) + target.slice(at + 1),
  ];
  return oneOf(random, bends);
}

function headersOf(
  values: Values,
  operation: Operation,
  token: string,
  messy: boolean,
): [string, string][] {
  const { random, wrong_percent } = values;
  const odd = (percent: number) => messy && chance(random, percent);
  const headers: [string, string][] = [["Host", "localhost"]];
  if (!odd(3)) headers.push(["Authorization", `Bearer ${token}`]);
  else headers.push(["Authorization", oneOf(random, ODD_TOKENS)]);
  if (operation.body) {
    const right = "binary" in operation.body ? operation.body.binary : "application/json";
    if (!odd(4)) headers.push(["Content-Type", odd(6) ? oneOf(random, MEDIA_TYPES) : right]);
  }
  const { properties = {}, required = [] } = (operation.headers ?? {}) as Schema;
  for (const [name, schema] of Object.entries(properties)) {
    const wanted = required.includes(name) ? !chance(random, wrong_percent) : chance(random, 40);
    if (!wanted) continue;
    const text = name === "filename" && !odd(20) ? "part.stl" : textOf(values, name, schema);
    headers.push([
      name,
      Buffer.from(text)
        .toString("latin1")
        .replace(/[\0\r\n]/g, " "),
    ]);
    if (odd(2)) headers.push([name, "again"]);
  }
  if (odd(10)) headers.push(oneOf(random, ODD_HEADERS));
  return headers;
}

function bodyOf(values: Values, operation: Operation, pool: Pool): Uint8Array | null {
  const { random, wrong_percent } = values;
  const { body } = operation;
  if (body === undefined) return chance(random, wrong_percent / 2) ? Buffer.from("{}") : null;
  if ("binary" in body) return modelOf(values);
  const noun = operation.path.split("/")[1];
  const upload = pool.pick(random, "upload")?.split(" ");
  const known = { model_uuid: upload?.[0], model_etag: upload?.[1], filename: "put.stl" };
  const resolves = upload && operation.id === "resolvePresignedModelUpload" && chance(random, 70);
  const text = resolves ? JSON.stringify(known) : jsonOf(values, noun, body as Schema);
  if (!chance(random, wrong_percent / 2)) return Buffer.from(text);
  const bytes = Buffer.from(text);
  return oneOf(random, [
    Buffer.alloc(0),
    bytes.subarray(0, random.below(bytes.length + 1)),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    Buffer.concat([bytes, Buffer.from([0xff, 0xfe])]),
    Buffer.from(text, "utf16le"),
    Buffer.from(text.replaceAll('"', "'")),
    Buffer.from(text.replaceAll(":", ":NaN,")),
    Buffer.from("[".repeat(200_000)),
    Buffer.from(`[${"{},".repeat(50_000)}{}]`),
    Buffer.from(JSON.stringify("x".repeat(1_100_000))),
  ]);
}

/** A model that may be read, or one that looks like it. */
function modelOf({ random, wrong_percent }: Values): Uint8Array {
  const good = Buffer.from(archStl(random.below(50)));
  if (!chance(random, wrong_percent * 2)) return good;
  const bent = Buffer.from(good);
  const flips = 1 + random.below(8);
  for (let flip = 0; flip < flips; flip++) bent[random.below(bent.length)] = random.below(256);
  const counted = Buffer.from(good);
  counted.writeUInt32LE(oneOf(random, [0, 1, 9_999_999, 2 ** 32 - 1]), 80);
  const weird = Buffer.from(good);
  const number = oneOf(random, [Number.NaN, Infinity, 3e38, 1e-40, -1e9]);
  weird.writeFloatLE(number, 84 + 12 + 50 * random.below(20) + 4 * random.below(9));
  const triangle = "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 9 0 0\nvertex 0 9 0\n";
  return oneOf(random, [
    bent,
    counted,
    weird,
    good.subarray(0, random.below(good.length)),
    Buffer.concat([good, good]),
    Buffer.alloc(0),
    Buffer.alloc(84),
    Buffer.from(Array.from({ length: 500 }, () => random.below(256))),
    Buffer.from("solid\nendsolid\n"),
    Buffer.from(`solid x\n${triangle}endloop\nendfacet\nendsolid x\n`),
    Buffer.from(`solid x\n${triangle.replace("9", "1e999")}endloop\nendfacet\nendsolid x\n`),
    Buffer.from(`solid x\n${triangle.slice(0, random.below(triangle.length))}`),
    Buffer.from(`solid ${"x".repeat(100_000)}`),
    Buffer.from("PK\x03\x04 not a mesh at all"),
  ]);
}
