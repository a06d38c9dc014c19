/** 3MF files made to do harm, each with the codes that may refuse it. */

import { makeRandom } from "../random.ts";
import { makeCube } from "./shapes.ts";
import { meshXml, modelXml, oneMeshXml, relationsItem, writeThreeMf } from "./write-models.ts";
import { writeZip, type ZipItem, type ZipLie } from "./write-zip.ts";

export type HostileFile = { name: string; bytes: Uint8Array; codes: string[] };

const MESH = meshXml(makeCube(1));
const XML = oneMeshXml(makeCube(1));
const START: ZipItem = { name: "3D/3dmodel.model", content: XML };
const ITEM = `<item objectid="1"/>`;
const OBJECT = `<object id="1">${MESH}</object>`;

/** Makes all of them, one after the other. */
export function* hostileFiles(): Generator<HostileFile> {
  yield* zipsWithBadNames();
  yield* zipsThatLie();
  yield* zipsThatSwell();
  yield* damagedZips();
  yield* badPackages();
  yield* badTexts();
  yield* badModels();
  yield* badPlacings();
}

function withEntry(entry: ZipItem, ...others: ZipItem[]): Uint8Array {
  return writeZip([relationsItem(), START, entry, ...others]);
}

function withModel(content: string | Uint8Array, lie: ZipLie = {}): Uint8Array {
  return writeZip([relationsItem(), { ...START, content, ...lie }]);
}

function* zipsWithBadNames(): Generator<HostileFile> {
  const names = [
    ...["../evil", "3D/../../evil", "..\\evil", "/etc/passwd", "C:\\evil", "c:/evil", "3D/.."],
    ...["..", "a/../b", "\\\\host\\share", "a\0b", "", "a\nb", "a\x7f", "x".repeat(2000)],
  ];
  for (const name of names) {
    const bytes = withEntry({ name, content: "evil" });
    yield { name: `named ${JSON.stringify(name.slice(0, 20))}`, bytes, codes: ["zip_unsafe"] };
  }
  const twice: [string, string][] = [
    ["3D/3dmodel.model", "3D/3dmodel.model"],
    ["3D/3DMODEL.MODEL", "3D/3dmodel.model"],
    ["_rels/.rels", "_RELS/.rels"],
    ["3D/", "3d/"],
  ];
  for (const [first, second] of twice) {
    const items = [first, second].map((name) => ({ name, content: XML }));
    yield { name: `${first} twice`, bytes: writeZip(items), codes: ["zip_unsafe"] };
  }
  for (const mode of [0o120777, 0o120000]) {
    const link = withEntry({ name: "link", content: "/etc/passwd", stored: true, mode });
    yield { name: `symbolic link ${mode}`, bytes: link, codes: ["zip_unsafe"] };
    yield { name: `model a link ${mode}`, bytes: withModel(XML, { mode }), codes: ["zip_unsafe"] };
  }
}

function* zipsThatLie(): Generator<HostileFile> {
  for (const flags of [1, 0x41, 0x2000]) {
    const codes = ["zip_encrypted"];
    yield { name: `model encrypted ${flags}`, bytes: withModel(XML, { flags }), codes };
    const entry = withEntry({ name: "other", content: "x", flags });
    yield { name: `entry encrypted ${flags}`, bytes: entry, codes };
  }
  for (const method of [1, 6, 9, 12, 14, 93, 95, 99]) {
    const codes = ["zip_method_unknown"];
    yield { name: `packed by ${method}`, bytes: withModel(XML, { method }), codes };
  }
  const damaged = ["zip_damaged", "zip_too_large"];
  for (const stored of [false, true]) {
    const lies: ZipLie[] = [
      ...[0, 1, 100, 0x7fffffff, 0xfffffffe].map((size_bytes) => ({ size_bytes })),
      ...[0, 1, 0xfffffff].map((packed_bytes) => ({ packed_bytes })),
      ...[{ crc32: 0 }, { crc32: 1 }, { size_bytes: 2 ** 45, zip64: true }],
      ...[
        { packed_bytes: 2 ** 45, zip64: true },
        { local_at: 2 ** 50, zip64: true },
      ],
      ...[{ local_at: 3 }, { local_at: 0xfffffff0 }],
    ];
    for (const lie of lies) {
      const name = `says ${JSON.stringify(lie)}${stored ? " stored" : ""}`;
      yield { name, bytes: withModel(XML, { ...lie, stored }), codes: damaged };
    }
  }
  const other = withEntry({ name: "other", content: "x", local_at: 0 });
  yield { name: "two entries in one place", bytes: other, codes: ["zip_unsafe"] };
  const renamed = withEntry({ name: "good", content: "x", local_name: "evil" });
  yield { name: "two names", bytes: renamed, codes: ["zip_unsafe"] };
  for (const packed_bytes of [200, 60]) {
    const items: ZipItem[] = [
      { name: "a", content: "x".repeat(50), stored: true, packed_bytes, size_bytes: 50 },
      { name: "b", content: "y".repeat(300), stored: true },
    ];
    const bytes = writeZip([...items, relationsItem(), START]);
    yield { name: `overlap of ${packed_bytes}`, bytes, codes: ["zip_unsafe"] };
  }
}

function* zipsThatSwell(): Generator<HostileFile> {
  const zeros = new Uint8Array(100_000_000);
  const too_large = ["zip_too_large"];
  const bomb = withModel(zeros);
  yield { name: "bomb of 100 MB", bytes: bomb, codes: too_large };
  const spaces = `${XML.slice(0, -10)}${" ".repeat(50_000_000)}${XML.slice(-10)}`;
  yield { name: "bomb of spaces", bytes: withModel(spaces), codes: too_large };
  const aside = withEntry({ name: "other", content: zeros.subarray(0, 20_000_000) });
  yield { name: "bomb beside the model", bytes: aside, codes: too_large };
  const half = zeros.subarray(0, 30_000_000);
  const lie = withModel(half, { size_bytes: 1_000_000 });
  yield { name: "bomb that says 1 MB", bytes: lie, codes: ["zip_damaged", "xml_invalid"] };
  const relations = { ...relationsItem(), content: half, size_bytes: 1_000_000 };
  const codes = ["zip_damaged", "xml_invalid", "xml_too_large"];
  yield { name: "bomb of relations", bytes: writeZip([relations, START]), codes };
  yield { name: "bomb as model", bytes: withModel(bomb, { stored: true }), codes: ["xml_invalid"] };
  let nested: Uint8Array = XML.length > 0 ? new TextEncoder().encode(XML) : zeros;
  for (let depth = 0; depth < 50; depth++) nested = writeThreeMf(nested);
  yield { name: "nested 50 deep", bytes: nested, codes: ["xml_invalid"] };
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    name: `${i}`,
    content: "",
    stored: true,
  }));
  yield { name: "20,000 entries", bytes: writeZip([...many, START]), codes: too_large };
  const items = [relationsItem(), START];
  for (const entry_count of [1_000_000, 2 ** 40, 10_001]) {
    const bytes = writeZip(items, { entry_count, zip64: true });
    yield { name: `${entry_count} entries`, bytes, codes: too_large };
  }
}

function* damagedZips(): Generator<HostileFile> {
  const whole = writeThreeMf(XML);
  const codes = ["zip_damaged", "not_3mf"];
  for (let part = 1; part < 24; part++) {
    const length = Math.floor((whole.length * part) / 24);
    yield { name: `cut to ${length} bytes`, bytes: whole.subarray(0, length), codes };
  }
  for (const entry_count of [0, 1, 3, 9_999]) {
    const bytes = writeZip([relationsItem(), START], { entry_count });
    yield { name: `${entry_count} entries said`, bytes, codes };
  }
  for (const [offset, value] of [
    [4, 1],
    [6, 1],
    [8, 1],
    [12, 255],
    [16, 255],
    [19, 255],
  ]) {
    const bytes = whole.slice();
    bytes[bytes.length - 22 + offset] = value;
    yield { name: `end with ${value} at ${offset}`, bytes, codes };
  }
}

function* badPackages(): Generator<HostileFile> {
  yield { name: "without relations", bytes: writeZip([START]), codes: ["not_3mf"] };
  for (const target of ["/3D/other.model", "../3D/3dmodel.model", "file:///etc/passwd", ""]) {
    const bytes = writeZip([relationsItem(target), START]);
    yield { name: `target ${target}`, bytes, codes: ["part_missing"] };
  }
  const { content } = relationsItem();
  const external = String(content).replace("Target=", `TargetMode="External" Target=`);
  for (const text of [external, "<a/>", String(content).replace("/01/3dmodel", "/01/thumb")]) {
    const bytes = writeZip([{ name: "_rels/.rels", content: text }, START]);
    yield { name: `relations ${text.slice(0, 90)}`, bytes, codes: ["start_part_missing"] };
  }
}

const LAUGHS = Array.from(
  { length: 10 },
  (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
).join("");

function* badTexts(): Generator<HostileFile> {
  const [head, body] = [XML.slice(0, XML.indexOf("<model")), XML.slice(XML.indexOf("<model"))];
  const types = [
    `<!DOCTYPE model>`,
    `<!DOCTYPE model [<!ENTITY l0 "ha">${LAUGHS}]>`,
    `<!DOCTYPE model [<!ENTITY big "${"a".repeat(50_000)}">]>`,
    `<!DOCTYPE model [<!ENTITY x SYSTEM "file:///etc/passwd">]>`,
    `<!DOCTYPE model SYSTEM "http://127.0.0.1:9/evil.dtd">`,
    `<!DOCTYPE model [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>`,
  ];
  for (const type of types) {
    const uses = body.replace(`id="1"`, `id="1" name="&l10;&big;&x;"`);
    const bytes = withModel(head + type + uses, { stored: true });
    yield { name: type.slice(0, 60), bytes, codes: ["xml_doctype"] };
    const relations = { ...relationsItem(), content: `${type}${relationsItem().content}` };
    const aside = writeZip([relations, START]);
    yield { name: `relations ${type.slice(0, 50)}`, bytes: aside, codes: ["xml_doctype"] };
  }
  const noise = noiseOf(5_000_000);
  const long = [
    ...[`<!-- ${noise} -->`, `<?x ${noise}?>`, `<![CDATA[${noise}]]>`, noise],
    ...[`<a b="${noise}"/>`, `<${noise.slice(0, 3e6)}/>`, `<a ${noise}`, "<a>".repeat(100)],
    `<a ${Array.from({ length: 300_000 }, (_, i) => `a${i}=""`).join(" ")}/>`,
    "<a>".repeat(1_000_000),
  ];
  for (const text of long) {
    const content = XML.replace("<resources>", `<resources>${text}`);
    const bytes = withModel(content, { stored: true });
    yield { name: `long ${text.slice(0, 9)}`, bytes, codes: ["xml_too_large", "xml_invalid"] };
  }
  const type = `<!DOCTYPE model [${`<!ENTITY a "${noise.slice(0, 99)}">`.repeat(40_000)}]>`;
  const large = withModel(head + type + body, { stored: true });
  yield { name: "5 MB of document type", bytes: large, codes: ["xml_too_large"] };
  for (const text of ["&evil;", "&#0;", "&#x110000;", "<a", "</b>", "\0", "<a b='<'/>"]) {
    const bytes = withModel(XML.replace("<resources>", `<resources>${text}`));
    yield { name: `text ${text}`, bytes, codes: ["xml_invalid"] };
  }
  for (const content of ["", " ", "{}", "solid a", XML.slice(0, -5), XML + XML]) {
    yield {
      name: `no XML ${content.slice(-9)}`,
      bytes: withModel(content),
      codes: ["xml_invalid"],
    };
  }
  const latin = Uint8Array.from(XML.replace(`id="1"`, `id="\u00e9"`), (l) => l.charCodeAt(0));
  yield { name: "not UTF-8", bytes: withModel(latin), codes: ["xml_invalid"] };
}

function* badModels(): Generator<HostileFile> {
  const changes: [from: string, to: string, codes: string[]][] = [
    [`<model xmlns="http`, `<model xmlns="https`, ["model_invalid"]],
    [`<model xmlns=`, `<model unit="parsec" xmlns=`, ["model_invalid"]],
    [`<model xmlns=`, `<model unit="toString" xmlns=`, ["model_invalid"]],
    [`<model xmlns=`, `<model requiredextensions="s" xmlns=`, ["extension_unknown"]],
    [`<mesh>`, `<mesh/><mesh>`, ["model_invalid"]],
    [`id="1"`, `id=""`, ["model_invalid"]],
    [`<resources>`, `<resources>${OBJECT}`, ["model_invalid"]],
    [`<item objectid="1"/>`, `<item/>`, ["object_unknown"]],
    [`<item objectid="1"/>`, "", ["no_triangles"]],
    [OBJECT, `<object id="1"/>`, ["no_triangles"]],
    [`v1="0"`, "", ["model_invalid"]],
    [`x="1"`, "", ["model_invalid"]],
    [`x="1"`, `x="1e38"`, ["not_finite"]],
  ];
  for (const [from, to, codes] of changes) {
    const text = XML.includes(from) ? XML.replace(from, to) : "";
    const unit = to.includes("1e38") ? text.replace("<model", `<model unit="meter"`) : text;
    yield { name: `${from} -> ${to.slice(0, 40)}`, bytes: withModel(unit), codes };
  }
  for (const value of ["nan", "inf", "-Infinity", "1e999", "", "x", "1,5", "1 2"]) {
    const codes = ["not_finite", "model_invalid"];
    const bytes = withModel(XML.replace(`x="1"`, `x="${value}"`));
    yield { name: `x="${value}"`, bytes, codes };
  }
  for (const value of ["8", "-1", "0.5", "4294967296", "1e99", "x", ""]) {
    const codes = ["vertex_unknown", "model_invalid"];
    const bytes = withModel(XML.replace(`v1="0"`, `v1="${value}"`));
    yield { name: `v1="${value}"`, bytes, codes };
  }
  const objects = Array.from({ length: 10_001 }, (_, i) => `<object id="o${i}"/>`).join("");
  const items = ITEM.repeat(10_001);
  const parts = `<component objectid="1"/>`.repeat(10_001);
  const inner = `${OBJECT}<object id="2"><components>${parts}</components></object>`;
  for (const model of [modelXml(objects, ""), modelXml(OBJECT, items), modelXml(inner, ITEM)]) {
    const bytes = withModel(model, { stored: true });
    yield { name: `many ${model.slice(260, 320)}`, bytes, codes: ["too_many_objects"] };
  }
}

function* badPlacings(): Generator<HostileFile> {
  const transforms: [string, string[]][] = [
    ["1 0 0 0 1 0 0 0 1 0 0", ["model_invalid"]],
    ["1 0 0 0 1 0 0 0 1 0 0 0 0", ["model_invalid"]],
    ["1 0 0 0 1 0 0 0 0 0 0 0", ["model_invalid"]],
    ["0 0 0 0 0 0 0 0 0 0 0 0", ["model_invalid"]],
    ["1e200 0 0 0 1e200 0 0 0 1 0 0 0", ["model_invalid"]],
    ["nan 0 0 0 1 0 0 0 1 0 0 0", ["not_finite"]],
    ["a b c d e f g h i j k l", ["model_invalid"]],
    ["", ["model_invalid", "not_finite"]],
    ["1 0 0 0 1 0 0 0 1 1e39 0 0", ["not_finite"]],
  ];
  for (const [transform, codes] of transforms) {
    const build = `<item objectid="1" transform="${transform}"/>`;
    yield { name: `transform ${transform}`, bytes: withModel(modelXml(OBJECT, build)), codes };
  }
  const holder = (id: number, ...ids: number[]) => {
    const inner = ids.map((object) => `<component objectid="${object}"/>`).join("");
    return `<object id="${id}"><components>${inner}</components></object>`;
  };
  const cycles = [[holder(1, 1)], [holder(1, 2), holder(2, 1)]];
  cycles.push([holder(1, 2), holder(2, 3), holder(3, 2)]);
  for (const objects of cycles) {
    const bytes = withModel(modelXml(objects.join(""), ITEM));
    yield { name: `cycle of ${objects.length}`, bytes, codes: ["components_cyclic"] };
  }
  for (const depth of [32, 1000, 9000]) {
    const chain = Array.from({ length: depth }, (_, i) => holder(i + 2, i + 1)).join("");
    for (const objects of [OBJECT + chain, chain + OBJECT]) {
      const build = `<item objectid="${depth + 1}"/>`;
      const bytes = withModel(modelXml(objects, build), { stored: true });
      yield { name: `components ${depth} deep`, bytes, codes: ["components_too_deep"] };
    }
  }
  for (const leaf of [OBJECT, `<object id="1"/>`]) {
    for (const width of [2, 10, 1000]) {
      const steps = Math.ceil(12 / Math.log10(width));
      const levels = Array.from({ length: Math.min(steps, 30) }, (_, i) =>
        holder(i + 2, ...new Array(width).fill(i + 1)),
      );
      const build = `<item objectid="${levels.length + 1}"/>`;
      const bytes = withModel(modelXml(leaf + levels.join(""), build), { stored: true });
      const codes = ["too_many_objects", "too_many_triangles"];
      yield { name: `10^12 of ${leaf.length} bytes by ${width}`, bytes, codes };
    }
  }
  const row = holder(2, ...new Array(900).fill(1));
  const many = modelXml(
    OBJECT + row + holder(3, ...new Array(100).fill(2)),
    `<item objectid="3"/>`,
  );
  const swollen = { name: "a cube 90,000 times", bytes: withModel(many, { stored: true }) };
  yield { ...swollen, codes: ["too_many_triangles"] };
  yield* badPaths();
}

function* badPaths(): Generator<HostileFile> {
  for (const path of [
    "/3D/none.model",
    "/../../etc/passwd",
    "/_rels/.rels",
    "http://127.0.0.1:9/",
  ]) {
    const build = `<item objectid="1" p:path="${path}"/>`;
    const codes = ["part_missing", "model_invalid"];
    yield { name: `path ${path}`, bytes: withModel(modelXml(OBJECT, build)), codes };
  }
  const away = (path: string) =>
    `<object id="1"><components><component objectid="1" p:path="${path}"/></components></object>`;
  const bytes = writeThreeMf(modelXml(away("/3D/b.model"), ITEM), [
    { name: "3D/b.model", content: modelXml(away("/3D/3dmodel.model"), "") },
  ]);
  yield { name: "cycle of parts", bytes, codes: ["components_cyclic"] };
}

/** Letters that no packing makes small. */
function noiseOf(length: number): string {
  const random = makeRandom(1);
  const block = Array.from({ length: 1000 }, () => String.fromCharCode(97 + random.below(26)));
  return block.join("").repeat(length / 1000);
}
