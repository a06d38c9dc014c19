/** Travelers signed for tests, with keys made from one byte. */
import {
  partsText,
  sha256,
  type TravelerCode,
  type TravelerFacts,
  type TravelerKey,
  type TravelerKeySet,
  travelerBytes,
  travelerText,
} from "../traveler.ts";

export const CUSTOMER = "0198d1f0-0000-7000-9000-000000000001";

/** PrivateKeyInfo of an Ed25519 key (RFC 8410, section 7), up to the secret itself. */
const PKCS8_HEAD = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];

/** A key whose secret is 32 times `byte`. */
export async function aTravelerKey(byte: number) {
  const pkcs8 = Uint8Array.from([...PKCS8_HEAD, ...new Array(32).fill(byte)]);
  const secret = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", secret);
  const raw = Uint8Array.from(atob(x.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
    char.charCodeAt(0),
  );
  const kid = (await sha256(raw)).slice(0, 16);
  const form = { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" } as const;
  const life = { created_at: "2026-01-01T00:00:00.000Z", retired_at: null };
  const key: TravelerKey = { ...form, kid, x, ...life };
  return { key, secret };
}

export function aKeySet(keys: TravelerKey[], customer_uuid = CUSTOMER): TravelerKeySet {
  return { customer_uuid, customer_name: "Shop", sandbox: false, keys };
}

export const FACTS: TravelerFacts = {
  customer: { uuid: CUSTOMER, name: "Shop" },
  build: {
    uuid: "0198d1f0-7a3b-7c41-9d52-3b1e5a90c7d4",
    name: "AutoBuild001",
    revision: "1",
    application_name: "Spare parts",
    packing_group: null,
    created_at: "2026-03-02T07:15:00.000Z",
  },
  build_sop: { name: "Brackets", version: 3, resin_name: "RPU 130", print_profile: "Standard" },
  platform: { class: "M2", width_mm: 189, depth_mm: 118 },
  slice_thickness_nm: 100_000,
  layer_count: 1234,
  height_mm: 123.4,
  volume_ml: 231.26,
  resin_ml: 262.104,
  print_time_s: 8040,
  parts: [
    {
      place: 1,
      printed_part_uuid: "0198d1f0-0000-7000-8001-000000000001",
      part_number: "BRACKET-1",
      model_sha256: "1f".repeat(32),
      x_um: 10_000,
      y_um: -20_500,
      z_um: 0,
      rotation_mdeg: 90_000,
      model_filename: "bracket.stl",
      part_order_number: "PO-1",
      due_date: "2026-03-05T00:00:00.000Z",
      print_time_s: 8040,
      resin_ml: 262.104,
    },
  ],
};

/** The code of these facts, signed by the key of a byte. */
export async function aTraveler(byte: number, changes: Partial<TravelerCode> = {}) {
  const { key, secret } = await aTravelerKey(byte);
  const facts = JSON.stringify(FACTS);
  const { uuid, revision, name } = FACTS.build;
  const code: TravelerCode = {
    key_id: key.kid,
    customer_uuid: CUSTOMER,
    build_uuid: uuid,
    revision,
    name,
    parts_sha256: await sha256(new TextEncoder().encode(partsText(FACTS.parts))),
    facts_sha256: await sha256(new TextEncoder().encode(facts)),
    ...changes,
  };
  const bytes = travelerBytes(code);
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", secret, bytes));
  return { code, key, bytes, signature, facts, text: travelerText(bytes, signature) };
}

/** A PDF with nothing but the attachment of a traveler, as it is or packed. */
export async function aPdfWith(content: string, packed: boolean): Promise<Uint8Array> {
  const plain = new Blob([content]).stream();
  const stream = packed ? plain.pipeThrough(new CompressionStream("deflate")) : plain;
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const filter = packed ? "/Filter /FlateDecode " : "";
  const head = `%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile ${filter}>>\nstream\n`;
  return new Uint8Array(
    await new Blob([head, bytes, "\nendstream\nendobj\n%%EOF\n"]).arrayBuffer(),
  );
}
