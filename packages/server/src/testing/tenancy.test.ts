import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResinLot } from "@vatline/api";
import { forEachDatabase } from "./databases.ts";
import { manageClient } from "./manage.ts";
import { archStl } from "./models.ts";
import { aNeighbour } from "./neighbour.ts";
import { ALL_OPERATIONS, type Placed, pathOf } from "./operations.ts";
import { testKeyPair } from "./people.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { aPerson } from "./sessions.ts";
import { aPackedOrder, aPart, aPrintOrder } from "./shop.ts";

const CHOSEN_UUID = "3f1b2c4d-0000-4000-8000-0123456789ab";

/** The uuids that a customer chooses for its orders. */
type Chosen = { part_order: string; print_order: string };

/** What an id names. */
type Noun = keyof (Awaited<ReturnType<typeof aHistory>> & Awaited<ReturnType<typeof aQueue>>);

/** One of everything that has an id, of a print that is done; orders by a chosen uuid, if any. */
async function aHistory(shop: TestServer, name: string, chosen?: Chosen) {
  const headers = { filename: `${name}.stl`, "external-id": `external of ${name}` };
  const model = await shop.client.uploadModel({ headers, body: archStl(1) });
  const model_program = shop.furnished.model_program_uuids.mirror;
  const run = await shop.client.createModelProgramRun({
    body: { model_program_uuid: model_program, parameters: { "~MODEL_UUID~": model.uuid } },
  });
  const part = await aPart(shop);
  const { order, build_uuids } = await aPackedOrder(shop, [part, part], chosen?.part_order);
  const [build_uuid] = build_uuids;
  const preview = await shop.request("POST", "/manage/v1/packing/preview", {
    body: { part_uuids: [part] },
  });
  const print_order = await aPrintOrder(shop, build_uuid, chosen && { uuid: chosen.print_order });
  await shop.untilIdle();
  const { attachments = [] } = await shop.client.getBuild({ params: { uuid: build_uuid } });
  const { prints = [] } = await shop.client.getPrints({ query: {} });
  const [print] = prints;
  const person = await aPerson(shop, { role: "VIEWER", email: `${name}@example.org` });
  const invited = { email: `guest-of-${name}@example.org`, name, role: "VIEWER" };
  const invitation = await shop.request("POST", "/manage/v1/invitations", { body: invited });
  const { public_key } = await testKeyPair(2);
  const key = await shop.request("POST", "/manage/v1/api_keys", { body: { name, public_key } });
  const { body: who } = await person.request("GET", "/manage/v1/session");
  const { serial_number } = await shop.client.getPrintedPart({
    params: { uuid: order.printed_parts[0].uuid },
  });
  const manage = manageClient(shop);
  const { measurement_templates } = await manage.getMeasurementTemplates();
  const mass = measurement_templates.find((one) => one.measurement_name === "Mass");
  const part_measurement_template_uuid = String(mass?.uuid);
  const measured = { serial_number, part_measurement_template_uuid, value: 6 };
  const measurement = await manage.createMeasurement({ body: measured });
  const { catalog_parts } = await manage.getCatalogParts();
  return {
    user: person.user.uuid,
    email: person.user.email,
    invitation: String(invitation.body.uuid),
    api_key: String(key.body.client_id),
    session: String(who.session_uuid),
    catalog_part: catalog_parts[0].uuid,
    application: shop.furnished.application_uuid,
    build_sop: shop.furnished.build_sop_uuids.standard,
    model: model.uuid,
    model_program,
    model_program_run: String(run.uuid),
    external_id: headers["external-id"],
    filename: headers.filename,
    part,
    part_order: order.uuid,
    printed_part: order.printed_parts[0].uuid,
    build: build_uuid,
    packing_preview: String(preview.body.uuid),
    attachment: String(attachments[0]?.uuid),
    serial_number: String(serial_number),
    template: part_measurement_template_uuid,
    measurement: measurement.uuid,
    actor: `key:${shop.secrets.client_id}`,
    print_order: String(print_order.uuid),
    print: String(print.uuid),
    print_id: String(print.print_id),
    ...(await aLot(shop)),
    platform_serial: String(print.origin?.platform_serial),
  };
}

/** A lot that a print was made of, and its resin. */
async function aLot({ request }: TestServer) {
  const { body } = await request("GET", "/manage/v1/resin_lots");
  const [lot] = (body.resin_lots as ResinLot[]).filter(({ used_ml }) => used_ml > 0);
  return { resin: lot.resin_uuid, resin_lot: lot.uuid, lot_number: lot.lot_number };
}

/** A printer with prints that wait; they do as long as the clock stands still. */
async function aQueue(shop: TestServer, build_uuid: string) {
  const [serial] = shop.furnished.printer_serials;
  const { name } = await shop.client.getPrinter({ params: { serial } });
  const print_order_number = `prints on ${name}`;
  const route_to = [serial];
  await shop.client.createPrintOrder({
    body: { build_uuid, total_copies: 3, route_to, print_order_number },
  });
  const query = { printer_serial: route_to };
  const { printer_queues = [] } = await shop.client.getPrinterQueues({ query });
  const { model_uuid } = await shop.client.getPresignedUploadUrl({ body: { filename: "a.stl" } });
  return {
    upload: model_uuid,
    printer: serial,
    printer_name: name,
    print_order_number,
    queued_print: String(printer_queues[0].print_uuids?.at(-1)),
  };
}

/** Of the same form as the real one, but nobody's. */
function strangerOf(id: string): string {
  const swap: Record<string, string> = { 0: "7", 7: "3", a: "e", b: "d" };
  const stranger = [...id].map((letter) => swap[letter] ?? letter).join("");
  return stranger === id ? `${id.slice(0, -1)}${id.endsWith("9") ? "8" : "9"}` : stranger;
}

const PATHS: Record<string, Noun> = {
  getModel: "model",
  downloadModel: "model",
  getModelReport: "model",
  getModelPrintability: "model",
  getModelProgramRun: "model_program_run",
  getModelProgramRunDetails: "model_program_run",
  cancelModelProgramRun: "model_program_run",
  getModelProgram: "model_program",
  updateModelProgram: "model_program",
  getPart: "part",
  getPartOrder: "part_order",
  updatePartOrder: "part_order",
  deletePartOrder: "part_order",
  getPartOrderRecord: "part_order",
  updatePartOrderRecord: "part_order",
  getBuild: "build",
  getBuildPlacements: "build",
  getBuildSlices: "build",
  getBuildPrintability: "build",
  getPackingPreview: "packing_preview",
  getPackingPreviewProgress: "packing_preview",
  getPackingPreviewPicture: "packing_preview",
  stopPackingPreview: "packing_preview",
  commitPackingPreview: "packing_preview",
  getAttachment: "attachment",
  getPrintOrder: "print_order",
  updatePrintOrder: "print_order",
  getPrinter: "printer",
  getPrintedPart: "printed_part",
  endSession: "session",
  getUser: "user",
  updateUser: "user",
  removeUser: "user",
  resetPassword: "user",
  withdrawInvitation: "invitation",
  getApiKey: "api_key",
  updateApiKey: "api_key",
  rotateApiKey: "api_key",
  revokeApiKey: "api_key",
  getPrintedPartGenealogy: "printed_part",
  getFleetPrinter: "printer",
  updatePrinter: "printer",
  startMaintenance: "printer",
  endMaintenance: "printer",
  retirePrinter: "printer",
  bringBackPrinter: "printer",
  loadResin: "printer",
  getResin: "resin",
  updateResin: "resin",
  getResinLot: "resin_lot",
  updateResinLot: "resin_lot",
  getPrintedPartsOfResinLot: "resin_lot",
  getPrintRecord: "print",
  setPrintFeedback: "print",
  getMeasurementTemplate: "template",
  updateMeasurementTemplate: "template",
  retireMeasurementTemplate: "template",
  getMeasurement: "measurement",
  updateMeasurement: "measurement",
  voidMeasurement: "measurement",
  getMeasurementsDue: "printed_part",
  getApplicationSetup: "application",
  updateApplication: "application",
  archiveApplication: "application",
  restoreApplication: "application",
  getBuildSop: "build_sop",
  updateBuildSop: "build_sop",
  createBuildSopVersion: "build_sop",
  updateBuildSopVersion: "build_sop",
  releaseBuildSopVersion: "build_sop",
  obsoleteBuildSopVersion: "build_sop",
  getCatalogPart: "catalog_part",
  updateCatalogPart: "catalog_part",
  retireCatalogPart: "catalog_part",
  restoreCatalogPart: "catalog_part",
};

/** Bodies of operations that take no unknown keys; the others ignore what is not theirs. */
const BODIES: Record<string, object> = {
  updateApplication: { name: "mine" },
  updateBuildSop: { name: "mine" },
  createBuildSopVersion: { gap_mm: 9 },
  updateBuildSopVersion: { gap_mm: 9 },
  updateCatalogPart: { description: "mine" },
};

/** What `uuid` names in a list, and the other filters by what they name. */
const LISTS: Record<string, Noun> = {
  findModels: "model",
  getModelProgramRuns: "model_program_run",
  listModelProgramRuns: "model_program_run",
  listModelPrograms: "model_program",
  getParts: "part",
  getPartOrders: "part_order",
  getBuilds: "build",
  getPackingPreviews: "packing_preview",
  getPrintOrders: "print_order",
  getPrints: "print",
  getPrinterQueues: "queued_print",
  getPrintedParts: "printed_part",
  getUsers: "user",
  getInvitations: "invitation",
  getSessions: "session",
  getEvents: "part_order",
  getResins: "resin",
  getResinLots: "resin_lot",
  getPartMeasurementTemplates: "template",
  getPartMeasurements: "measurement",
  getMeasurementTemplates: "template",
  getMeasurements: "measurement",
  exportPrintedParts: "printed_part",
  exportPartOrders: "part_order",
  exportBuilds: "build",
  exportPrints: "print",
  exportMeasurements: "measurement",
  exportEvents: "part",
  getApplicationSetups: "application",
  getBuildSops: "build_sop",
  getCatalogParts: "catalog_part",
};
const FILTERS: Record<string, Noun> = {
  application_uuid: "application",
  build_sop_uuid: "build_sop",
  external_id: "external_id",
  filename: "filename",
  model_uuid: "model",
  model_program_uuid: "model_program",
  part_uuid: "part",
  part_order_uuid: "part_order",
  build_uuid: "build",
  print_order_uuid: "print_order",
  print_order_number: "print_order_number",
  print_uuid: "print",
  print_id: "print_id",
  printIds: "print_id",
  platform_serial: "platform_serial",
  printer_serial: "printer",
  printer_name: "printer_name",
  email: "email",
  user_uuid: "user",
  client_id: "api_key",
  printed_part_uuid: "printed_part",
  serial_number: "serial_number",
  part_measurement_template_uuid: "template",
  id: "model",
  actor: "actor",
  serial: "printer",
  resin_uuid: "resin",
  resin_lot_uuid: "resin_lot",
  lot_number: "lot_number",
};
/** Filters whose values are no secret of anybody. */
const PLAIN = new RegExp(
  `^(limit|offset|cursor|sort|status|role|revision|version|name|packing_group|` +
    `part_order_number|noun|what|production_sop_name|operation_name|` +
    `measurement_(name|type|result)|retired|voided|dry_run|hw_type|driver|maintenance|` +
    `resin_name|part_number|archived|released|automatic_packing|slice_thickness_nm)$`,
);
const TIMES = /^(at|after|before)$|_(before|after)$/;

type Probe = {
  method: string;
  path: string;
  body?: object;
  headers?: Record<string, string>;
  bytes?: string;
};

/** Every way to name something in a request, as requests that name it by `id(noun)`. */
function probes(own: Record<Noun, string>, id: (noun: Noun) => string): Probe[] {
  const all = ALL_OPERATIONS.flatMap((placed) => [
    ...pathProbes(placed, id),
    ...queryProbes(placed, id),
  ]);
  return [...all, ...bodyProbes(own, id)];
}

/** Something to change of anything. */
const BODY = { flush: true, notes: "mine", note: "mine", alias: "mine", resin_lot_uuid: null };

function pathProbes(placed: Placed, of: (noun: Noun) => string): Probe[] {
  const { id, method, params, body } = placed.operation;
  // What is published is answered alike to everybody.
  if (!params || placed.operation.public) return [];
  assert.ok(PATHS[id], `what the path of ${id} names`);
  const path = pathOf(placed, of(PATHS[id]));
  return [{ method, path, ...(body && { body: BODIES[id] ?? BODY }) }];
}

function queryProbes({ base, operation }: Placed, of: (noun: Noun) => string): Probe[] {
  const { id, method, path, query } = operation;
  const names = Object.keys(query?.properties ?? {}).filter((name) => !PLAIN.test(name));
  return names
    .filter((name) => !TIMES.test(name))
    .map((name) => {
      const noun = name === "uuid" ? LISTS[id] : FILTERS[name];
      assert.ok(noun, `what ${name} of ${id} names`);
      const limit = "limit" in (query?.properties ?? {}) ? "&limit=10" : "";
      const kind = id === "getDescendants" ? "&noun=models" : "";
      return {
        method,
        path: `${base}${path}?${name}=${encodeURIComponent(of(noun))}${limit}${kind}`,
      };
    });
}

/** Each id in a body by itself, everything beside it being the caller's own. */
function bodyProbes(own: Record<Noun, string>, of: (noun: Noun) => string): Probe[] {
  const part_number = "ALIGNER-001";
  const order = { part_order_number: "P", parts: [{ uuid: own.part }], due_date: "2031-01-01" };
  const print_order = { build_uuid: own.build, total_copies: 1, route_to: [own.printer] };
  const resolve = { filename: "a.stl", model_etag: "0".repeat(32) };
  const move = {
    action_type: "PrinterQueueMoveRequest",
    printer_serial: own.printer,
    index: 0,
    print_uuids: [own.queued_print],
  };
  const run = (program: string, model: string) => ({
    model_program_uuid: program,
    parameters: { "~MODEL_UUID~": model },
  });
  const bodies: [method: string, path: string, body: object][] = [
    ["POST", "/model_program_runs", run(of("model_program"), own.model)],
    ["POST", "/model_program_runs", run(own.model_program, of("model"))],
    ["POST", "/parts", { part_number, model_uuid: of("model") }],
    ["POST", "/parts", { part_number, model_uuid: own.model, application_uuid: of("application") }],
    ["POST", "/models/presigned/resolve", { ...resolve, model_uuid: of("upload") }],
    ["POST", "/part_orders", { ...order, parts: [{ uuid: own.part }, { uuid: of("part") }] }],
    ["POST", "/part_orders", { ...order, build_sop_uuid: of("build_sop") }],
    ["POST", "/print_orders", { ...print_order, build_uuid: of("build") }],
    ["POST", "/print_orders", { ...print_order, route_to: [own.printer, of("printer")] }],
    ["PATCH", "/printers/queues", { ...move, printer_serial: of("printer") }],
    ["PATCH", "/printers/queues", { ...move, print_uuids: [of("queued_print")] }],
    ["PATCH", "/printers/queues", { ...move, print_uuids: [of("print")] }],
    ["PATCH", "/printers/queues", { ...move, print_uuids: [own.queued_print, of("queued_print")] }],
    [
      "PATCH",
      "/printers/queues",
      { action_type: "PrinterQueueDeleteRequest", print_uuids: [of("queued_print")] },
    ],
  ];
  const upload = {
    method: "POST",
    path: "/v1/models",
    headers: { filename: "a.stl", "application-uuid": of("application") },
  };
  const lot = { resin_uuid: of("resin"), lot_number: "mine", volume_ml: 1 };
  const previews = [
    { part_uuids: [own.part, of("part")] },
    { parts: [{ part_uuid: of("part"), copies: 2 }] },
    { part_order_uuids: [own.part_order, of("part_order")] },
    { printed_part_uuids: [of("printed_part")] },
    { part_uuids: [own.part], build_sop_uuid: of("build_sop") },
  ];
  const path = "/manage/v1/packing/preview";
  const managed: Probe[] = [
    ...previews.map((body) => ({ method: "POST", path, body })),
    { method: "POST", path: "/manage/v1/resin_lots", body: lot },
    {
      method: "POST",
      path: `/manage/v1/printers/${own.printer}/resin`,
      body: { resin_lot_uuid: of("resin_lot") },
    },
  ];
  return [
    ...bodies.map(([method, path, body]) => ({ method, path: `/v1${path}`, body })),
    ...catalogProbes(own, of),
    ...managed,
    upload,
    ...measurementProbes(own, of),
  ];
}

/** The application and the build SOP that a part number names. */
function catalogProbes(own: Record<Noun, string>, of: (noun: Noun) => string): Probe[] {
  const entry = {
    part_number: "N",
    application_uuid: own.application,
    build_sop_uuid: own.build_sop,
  };
  const entries = ["application", "build_sop"] as const;
  return [
    ...entries.map((noun) => ({
      method: "POST",
      path: "/manage/v1/catalog_parts",
      body: { ...entry, [`${noun}_uuid`]: of(noun) },
    })),
    {
      method: "PATCH",
      path: `/manage/v1/catalog_parts/${own.catalog_part}`,
      body: { build_sop_uuid: of("build_sop") },
    },
  ];
}

function measurementProbes(own: Record<Noun, string>, of: (noun: Noun) => string): Probe[] {
  const measurement = { serial_number: own.serial_number, value: 6 };
  const template = {
    production_sop_name: "Inspection",
    production_sop_version: 1,
    operation_name: "Weigh",
    measurement_name: "Weight",
    measurement_type: "value",
    required_level: "not_required",
  };
  const part_measurement_template_uuid = own.template;
  const bodies: [path: string, body: object][] = [
    ["/measurements", { ...measurement, part_measurement_template_uuid: of("template") }],
    [
      "/measurements",
      { value: 6, part_measurement_template_uuid, serial_number: of("serial_number") },
    ],
    [
      "/measurements",
      { value: 6, part_measurement_template_uuid, printed_part_uuid: of("printed_part") },
    ],
    ["/measurement_templates", { ...template, application_uuid: of("application") }],
    [
      "/measurement_templates",
      { ...template, application_uuid: own.application, replaces_uuid: of("template") },
    ],
  ];
  const posts = bodies.map(([path, body]) => ({ method: "POST", path: `/manage/v1${path}`, body }));
  const columns = "serial_number,part_measurement_template_uuid,value";
  const row = `${of("serial_number")},${of("template")},6`;
  const path = "/manage/v1/measurements/import";
  return [...posts, { method: "POST", path, bytes: `${columns}\n${row}\n` }];
}

async function outcomeOf(shop: TestServer, { method, path, bytes, ...rest }: Probe, id: string) {
  const file = bytes === undefined ? archStl(1) : Buffer.from(bytes);
  const options = rest.headers || bytes ? { ...rest, body: file } : rest;
  const { status, body } = await shop.request(method, path, options);
  const { request_id: _request_id, instance: _instance, ...said } = body;
  return { status, said: JSON.stringify(said).replaceAll(id, "ID") };
}

/** Which of the ids an answer tells of. */
function mentioned(answer: unknown, ids: string[]): string[] {
  const text = JSON.stringify(answer);
  return ids.filter((id) => text.includes(id));
}

/** When a key was last used is told to its own customer alone, and moves on by itself. */
function withoutUse({ api_keys, ...page }: Record<string, unknown>) {
  const keys = api_keys as Record<string, unknown>[];
  return { ...page, api_keys: keys.map(({ last_used_at: _, ...key }) => key) };
}

/** Everything that a customer can list. */
async function everythingOf({ client, request, url, token }: TestServer) {
  const manage = manageClient({ url, token });
  const read = async (path: string) => (await request("GET", `/manage/v1/${path}`)).body;
  const status = ["queued", "printing", "finished", "failed", "canceled"];
  return {
    models: await client.findModels({ query: { limit: 1000 } }),
    model_programs: (await request("GET", "/manage/v1/model_programs")).body,
    model_program_runs: (await request("GET", "/manage/v1/model_program_runs")).body,
    parts: await client.getParts(),
    part_orders: await client.getPartOrders(),
    builds: await client.getBuilds(),
    packing_previews: await manage.getPackingPreviews(),
    print_orders: await client.getPrintOrders(),
    prints: await client.getPrints({ query: { status } }),
    printed_parts: await client.getPrintedParts(),
    printers: await client.getPrinters(),
    queues: await client.getPrinterQueues(),
    customer: await read("customer"),
    users: await read("users"),
    invitations: await read("invitations"),
    api_keys: withoutUse(await read("api_keys")),
    fleet: (await request("GET", "/manage/v1/printers")).body,
    resins: (await request("GET", "/manage/v1/resins")).body,
    resin_lots: (await request("GET", "/manage/v1/resin_lots")).body,
    part_measurement_templates: await client.getPartMeasurementTemplates(),
    part_measurements: await client.getPartMeasurements(),
    measurements: await manage.getMeasurements(),
    exported: Buffer.from(await manage.exportEvents()).toString(),
    applications: await manage.getApplicationSetups(),
    build_sops: await manage.getBuildSops(),
    catalog_parts: await manage.getCatalogParts(),
  };
}

forEachDatabase("tenancy", (database) => {
  test("another customer's id is answered like one that nobody has, by every operation [other-customers]", async () => {
    const mine = await startTestServer(database);
    const theirs = await aNeighbour(mine);
    const [my_history, their_history] = [
      await aHistory(mine, "mine"),
      await aHistory(theirs, "theirs"),
    ];
    const own = { ...my_history, ...(await aQueue(mine, my_history.build)) };
    const foreign = { ...their_history, ...(await aQueue(theirs, their_history.build)) };
    for (const [noun, id] of Object.entries(foreign)) {
      assert.ok(id && id !== "undefined" && id !== own[noun as Noun], `${noun} is theirs alone`);
    }
    const before = await everythingOf(theirs);
    const probesAt = (noun: Noun, id: string) =>
      probes(own, (asked) => (asked === noun ? id : own[asked]));
    let tried = 0;
    for (const noun of Object.keys(foreign) as Noun[]) {
      const stranger = strangerOf(foreign[noun]);
      const [known, unknown, untouched] = [foreign[noun], stranger, own[noun]].map((id) =>
        probesAt(noun, id),
      );
      for (const [index, probe] of known.entries()) {
        if (JSON.stringify(probe) === JSON.stringify(untouched[index])) continue;
        const seen = await outcomeOf(mine, probe, foreign[noun]);
        const expected = await outcomeOf(mine, unknown[index], stranger);
        assert.deepEqual(seen, expected, `${noun}: ${JSON.stringify(probe)}`);
        // Of a table, the header is left.
        const header = /^\{"text":"[^\\]*\\r\\n"\}$/;
        const empty = /"total_count":0|"(models|prints|model_program_runs)":\[\]/.test(seen.said);
        assert.ok(
          seen.status >= 400 || empty || header.test(seen.said) || /"code":1/.test(seen.said),
          seen.said,
        );
        tried += 1;
      }
    }
    assert.ok(tried >= 60, `${tried} probes`);
    assert.deepEqual(await everythingOf(theirs), before);
  });

  test("the uuids that two customers chose alike name each one's own orders, in every operation [order-uuid]", async () => {
    const mine = await startTestServer(database);
    const theirs = await aNeighbour(mine);
    const chosen = { part_order: CHOSEN_UUID, print_order: CHOSEN_UUID };
    const their_history = await aHistory(theirs, "theirs", chosen);
    const foreign = { ...their_history, ...(await aQueue(theirs, their_history.build)) };
    const my_history = await aHistory(mine, "mine", chosen);
    const own = { ...my_history, ...(await aQueue(mine, my_history.build)) };
    assert.deepEqual([own.part_order, own.print_order], [CHOSEN_UUID, CHOSEN_UUID]);
    const secrets = Object.values(foreign).filter((id) => id !== CHOSEN_UUID);
    const before = await everythingOf(theirs);
    let found = 0;
    for (const probe of probes(own, (noun) => own[noun])) {
      if (!JSON.stringify(probe).includes(CHOSEN_UUID)) continue;
      const { status, said } = await outcomeOf(mine, probe, CHOSEN_UUID);
      // What was begun is found, but neither canceled nor packed any more.
      const isPacking = probe.path === "/manage/v1/packing/preview";
      const expected = isPacking ? 400 : probe.method === "DELETE" ? 405 : 200;
      assert.equal(status, expected, `${JSON.stringify(probe)}: ${said}`);
      if (isPacking) assert.match(said, /names no piece that could be packed/);
      assert.ok(!/"total_count":0/.test(said), `${JSON.stringify(probe)}: ${said}`);
      for (const id of secrets) assert.ok(!said.includes(id), `${JSON.stringify(probe)}: ${said}`);
      found += 1;
    }
    assert.ok(found >= 15, `${found} probes`);
    for (const noun of ["part_orders", "print_orders"]) {
      const path = `/manage/v1/genealogy?noun=${noun}&id=${CHOSEN_UUID}`;
      const { body } = await mine.request("GET", path);
      assert.deepEqual([body.total_count, mentioned(body, secrets)], [2, []], path);
    }
    const genealogy = `/manage/v1/printed_parts/${own.printed_part}/genealogy`;
    const { created_at } = await mine.client.getPartOrder({ params: { uuid: CHOSEN_UUID } });
    for (const path of [genealogy, `${genealogy}?at=${created_at}`]) {
      const { status, body } = await mine.request("GET", path);
      assert.deepEqual([status, mentioned(body, secrets)], [200, []], path);
    }
    assert.deepEqual(mentioned(await everythingOf(mine), secrets), []);
    assert.deepEqual(await everythingOf(theirs), before);
    for (const shop of [mine, theirs]) {
      const { part: uuid, build: build_uuid, printer } = shop === mine ? own : foreign;
      const order = { part_order_number: "P", parts: [{ uuid }], due_date: "2031-01-01" };
      const print_order = { build_uuid, total_copies: 1, route_to: [printer] };
      for (const [path, body] of [
        ["/v1/part_orders", order],
        ["/v1/print_orders", print_order],
      ] as const) {
        const again = { ...body, uuid: CHOSEN_UUID };
        const answer = await shop.request("POST", path, { body: again });
        assert.deepEqual([answer.status, answer.body.code], [409, "uuid_taken"]);
      }
    }
  });

  test("lists show a customer's own rows alone, and their cursors are worth nothing to others", async () => {
    const mine = await startTestServer(database);
    const theirs = await aNeighbour(mine);
    const ids = Object.values(await aHistory(theirs, "theirs"));
    await aPart(mine);
    await aPart(mine);
    const seen = JSON.stringify(await everythingOf(mine));
    assert.deepEqual(
      ids.filter((id) => seen.includes(id)),
      [],
    );
    const { next_cursor } = await mine.client.getParts({ query: { limit: 1 } });
    const path = `/v1/parts?limit=1&cursor=${encodeURIComponent(String(next_cursor))}`;
    assert.equal((await mine.request("GET", path)).status, 200);
    const refused = await theirs.request("GET", path);
    assert.deepEqual([refused.status, refused.body.code], [400, "cursor_invalid"]);
  });
});
