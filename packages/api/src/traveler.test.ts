import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aKeySet,
  aPdfWith,
  aTraveler,
  aTravelerKey,
  CUSTOMER,
  FACTS,
} from "./testing/travelers.ts";
import {
  outdatedBy,
  partsText,
  readTravelerFacts,
  readTravelerKeys,
  readTravelerPdf,
  readTravelerText,
  TravelerError,
  travelerText,
  verifyTraveler,
} from "./traveler.ts";

const OTHER_CUSTOMER = "0198d1f0-0000-7000-9000-000000000002";
const refused = (message: RegExp) => (error: unknown) =>
  error instanceof TravelerError && message.test(error.message);

describe("verifyTraveler", () => {
  test("answers what was signed, and by which key", async () => {
    const { code, key, text } = await aTraveler(1);
    const { key: other } = await aTravelerKey(2);
    assert.deepEqual(await verifyTraveler(text, aKeySet([other, key])), { code, key });
    assert.match(text, /^VT1[A-Z2-7]{293}$/, "fits a QR code of 57 modules at level M");
  });

  test("takes a text that a scanner or a letter has broken into lines", async () => {
    const { key, text } = await aTraveler(1);
    const lines = text.replace(/(.{70})/g, "$1\r\n");
    await verifyTraveler(`\t${lines}\r\n`, aKeySet([key]));
  });

  test("refuses the change of any bit, of what it says and of the signature", async () => {
    const { key, bytes, signature } = await aTraveler(1);
    const set = aKeySet([key]);
    const whole = Uint8Array.from([...bytes, ...signature]);
    for (let bit = 4 * 8; bit < whole.length * 8; bit++) {
      const changed = whole.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      const text = travelerText(changed.subarray(0, bytes.length), changed.subarray(bytes.length));
      await assert.rejects(verifyTraveler(text, set), TravelerError, `bit ${bit}`);
    }
  });

  test("refuses any other letter at any place, and any other length", async () => {
    const { key, text } = await aTraveler(1);
    const set = aKeySet([key]);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      await assert.rejects(verifyTraveler(changed, set), TravelerError, `letter ${at}`);
      await assert.rejects(verifyTraveler(text.slice(0, at), set), TravelerError, `length ${at}`);
    }
    await assert.rejects(verifyTraveler(`${text}A`, set), TravelerError);
    await assert.rejects(verifyTraveler(text.toLowerCase(), set), TravelerError);
    await assert.rejects(verifyTraveler("", set), refused(/not the code of a traveler/));
  });

  test("refuses the keys of others, and a key under a name that is not its own", async () => {
    const { key, text } = await aTraveler(1);
    const { key: other } = await aTravelerKey(2);
    const named = { ...other, kid: key.kid };
    const cases: [Parameters<typeof verifyTraveler>[1], RegExp][] = [
      [aKeySet([]), /not signed by any key of Shop/],
      [aKeySet([other]), /not signed by any key of Shop/],
      [aKeySet([key], OTHER_CUSTOMER), /not signed by any key of Shop/],
      [aKeySet([named]), /not the one that its name says/],
      [aKeySet([{ ...key, x: "AAAA" }]), /cannot be read/],
    ];
    for (const [set, message] of cases) {
      await assert.rejects(verifyTraveler(text, set), refused(message));
    }
    const stolen = await aTraveler(2, { key_id: key.kid });
    await assert.rejects(verifyTraveler(stolen.text, aKeySet([key, other])), refused(/changed/));
  });

  test("says of any build what was said, names cut at 64 bytes in whole letters", async () => {
    const { key } = await aTravelerKey(1);
    const texts = { name: fc.string({ unit: "binary" }), revision: fc.string({ maxLength: 9 }) };
    await fc.assert(
      fc.asyncProperty(fc.record({ ...texts, build_uuid: fc.uuid() }), async (changes) => {
        const { text } = await aTraveler(1, changes);
        const { code } = await verifyTraveler(text, aKeySet([key]));
        assert.equal(code.build_uuid, changes.build_uuid);
        assert.equal(code.revision, changes.revision);
        const whole = changes.name.toWellFormed();
        const bytes = new TextEncoder().encode(code.name).length;
        assert.ok(whole.startsWith(code.name));
        assert.ok(code.name === whole || bytes > 60);
      }),
      { numRuns: 20 },
    );
  });
});

test("partsText is a line of JSON for each part, by place", () => {
  const [part] = FACTS.parts;
  const lines = partsText([{ ...part, place: 2, part_number: 'Ü "2"' }, part]);
  const hash = "1f".repeat(32);
  assert.equal(
    lines,
    "vatline parts 1\n" +
      `[1,"${part.printed_part_uuid}","BRACKET-1","${hash}",10000,-20500,0,90000]\n` +
      `[2,"${part.printed_part_uuid}","Ü \\"2\\"","${hash}",10000,-20500,0,90000]`,
  );
});

describe("the PDF of a traveler", () => {
  for (const packed of [true, false]) {
    test(`gives back what is attached, ${packed ? "packed" : "as it is"}`, async () => {
      const { code, text, facts } = await aTraveler(1);
      const found = await readTravelerPdf(await aPdfWith(`${text}\n${facts}`, packed));
      assert.deepEqual(found, { code: text, facts });
      assert.deepEqual(await readTravelerFacts(code, found.facts), FACTS);
    });
  }

  test("is refused where its facts are not those of its code", async () => {
    const { code, facts } = await aTraveler(1);
    const later = facts.replace("2026-03-05", "2026-04-05");
    await assert.rejects(readTravelerFacts(code, later), refused(/facts in the document/));
    const forged = { ...code, facts_sha256: createHash("sha256").update(later).digest("hex") };
    await readTravelerFacts(forged, later);
    const other = facts.replace("BRACKET-1", "BRACKET-2");
    const facts_sha256 = createHash("sha256").update(other).digest("hex");
    await assert.rejects(
      readTravelerFacts({ ...code, facts_sha256 }, other),
      refused(/parts in the document/),
    );
  });

  test("says in words what it is not", async () => {
    const read = (text: string) => readTravelerPdf(new TextEncoder().encode(text));
    await assert.rejects(read("hello"), refused(/not a PDF/));
    await assert.rejects(read("%PDF-1.7\n"), refused(/carries no signed facts/));
    const cut = await aPdfWith("another file", true);
    await assert.rejects(readTravelerPdf(cut), refused(/carries no signed facts/));
    await assert.rejects(readTravelerPdf(cut.subarray(0, 90)), refused(/carries no signed/));
  });
});

test("readTravelerKeys takes what is published, and nothing else", async () => {
  const { key } = await aTravelerKey(1);
  const set = aKeySet([key]);
  assert.deepEqual(readTravelerKeys(JSON.stringify(set)), set);
  const wrong = ["", "null", "[]", "{}", JSON.stringify({ keys: [key] })];
  wrong.push(JSON.stringify({ ...set, keys: [{ ...key, kty: "RSA" }] }));
  wrong.push(JSON.stringify({ ...set, keys: [null] }));
  for (const text of wrong) assert.throws(() => readTravelerKeys(text), TravelerError, text);
});

test("outdatedBy tells a build that has changed since", async () => {
  const { code, text } = await aTraveler(1);
  const { parts_sha256 } = code;
  assert.equal(outdatedBy(code, { revision: "1", parts_sha256 }), null);
  const filled = outdatedBy(code, { revision: "2", parts_sha256: "00" });
  assert.equal(filled, "It is of revision 1; the build is at revision 2 now.");
  assert.match(outdatedBy(code, { revision: "1", parts_sha256: "00" }) ?? "", /not those/);
  assert.equal(readTravelerText(text).code.customer_uuid, CUSTOMER);
});
