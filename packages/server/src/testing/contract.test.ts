import assert from "node:assert/strict";
import { test } from "node:test";
import { mintToken, type Operation, PROBLEMS, problemsOf } from "@vatline/api";
import { SANDBOX_PROGRAMS } from "../sandbox/model-programs.ts";
import { noteAnswered } from "./answered.ts";
import { askAboutPeople } from "./contract-people.ts";
import { forEachDatabase } from "./databases.ts";
import { readForged, withForged } from "./forge.ts";
import { archStl } from "./models.ts";
import { ALL_OPERATIONS, pathOf } from "./operations.ts";
import { createTestOwner } from "./people.ts";
import { NO_UUID, type RequestOptions, startTestServer, type TestServer } from "./server.ts";
import { settled } from "./shop.ts";

/** Lists that answer nothing unless asked for something. */
const ASKING_SOMETHING = [
  "findModels",
  "getPrintQualityData",
  "getModelProgramRuns",
  "getDescendants",
];

/** The frame answers these whatever the operation; it has tests of its own. */
const OF_THE_FRAME = [429, 500, 503];

type Sent = RequestOptions & { id?: string; query?: string };

/** What people and programs did so far; the server's own work goes on by itself. */
async function countDeeds({ server }: TestServer): Promise<number> {
  const { count } = await server.deps.db.read
    .selectFrom("events")
    .where("actor", "not like", "server:%")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Operations that write nothing though they are no GET, and those that are asked all at once. */
const WITHOUT_DEEDS: string[] = [];
const ASKED_AT_ONCE = ["setClock"];

/** Asks operations by their ids and notes which statuses each has answered. */
function openAsker(shop: TestServer, bodyOf = (_operation: Operation, body: unknown) => body) {
  const silent = new Set(
    ALL_OPERATIONS.filter(({ operation }) => operation.method !== "GET").map(
      ({ operation }) => operation.id,
    ),
  );
  const seen = new Map(ALL_OPERATIONS.map(({ operation }) => [operation.id, new Set<number>()]));
  const note = (operation_id: string, status: number) => {
    seen.get(operation_id)?.add(status);
    noteAnswered(operation_id, status);
  };
  return {
    seen,
    note,
    /** Operations that were carried out, but of which no request ever left an event. */
    silent,
    async ask(operation_id: string, { id = NO_UUID, query = "", ...options }: Sent = {}) {
      const found = ALL_OPERATIONS.find(({ operation }) => operation.id === operation_id);
      assert.ok(found, operation_id);
      const { operation } = found;
      const path = pathOf(found, id) + (query && `?${query}`);
      const before = await countDeeds(shop);
      const body = bodyOf(operation, options.body);
      const answer = await shop.request(operation.method, path, { ...options, body });
      const deeds = (await countDeeds(shop)) - before;
      note(operation_id, answer.status);
      if (answer.status < 400 && deeds > 0) silent.delete(operation_id);
      const refused = answer.status >= 400 && !ASKED_AT_ONCE.includes(operation_id);
      if (refused) assert.equal(deeds, 0, `${operation_id} was refused, yet left an event`);
      return answer;
    },
  };
}

type Asker = ReturnType<typeof openAsker>;

const OF_MODEL = ["getModelReport", "getModelPrintability"];
const OF_BUILD = ["getBuildPlacements", "getBuildSlices", "getBuildPrintability"];

/** Every operation once as it is meant; what it cannot do in its state, too. */
async function askRightly(shop: TestServer, { ask, note }: Asker): Promise<void> {
  const [serial] = shop.furnished.printer_serials;
  const made = async (operation_id: string, options: Sent) => {
    const { status, body } = await ask(operation_id, options);
    assert.equal(status, 200, JSON.stringify(body));
    return String(body.uuid);
  };
  const follow = async (operation_id: string, id: string) => {
    const { headers } = await ask(operation_id, { id });
    note(operation_id, (await fetch(new URL(String(headers.get("location")), shop.url))).status);
  };
  await ask("getApplications");
  const model = await made("uploadModel", { headers: { filename: "a.stl" }, body: archStl(1) });
  await ask("findModels", { query: "limit=5" });
  await ask("getModel", { id: model });
  await follow("downloadModel", model);
  for (const of_it of OF_MODEL) await ask(of_it, { id: model });
  await askOfPrograms(shop, ask, made, model);
  const { body: begun } = await ask("getPresignedUploadUrl", { body: { filename: "b.stl" } });
  const put = { method: "PUT", body: archStl(2) as BodyInit };
  const model_etag = (await fetch(String(begun.presigned_url), put)).headers.get("etag");
  const { model_uuid } = begun;
  await ask("resolvePresignedModelUpload", { body: { filename: "b.stl", model_uuid, model_etag } });
  const part = await made("createPart", {
    body: { part_number: "ALIGNER-001", model_uuid: model },
  });
  await ask("getPart", { id: part });
  const order = { part_order_number: "P", parts: [{ uuid: part }], due_date: "2030-02-01" };
  const part_order = await made("createPartOrder", { body: order });
  await ask("createPartOrder", { body: { ...order, uuid: part_order } });
  await ask("updatePartOrder", { id: part_order, body: { flush: true } });
  await settled(shop);
  const { body } = await ask("getPartOrder", { id: part_order });
  const [build] = body.build_uuids as string[];
  await ask("deletePartOrder", { id: part_order });
  await ask("deletePartOrder", { id: await made("createPartOrder", { body: order }) });
  const { attachments } = (await ask("getBuild", { id: build })).body;
  await follow("getAttachment", (attachments as { uuid: string }[])[0].uuid);
  for (const of_it of OF_BUILD) await ask(of_it, { id: build });
  await askForPreviews({ ask, made }, part);
  const copies = { build_uuid: build, total_copies: 2, route_to: [serial] };
  const print_order = await made("createPrintOrder", { body: copies });
  await ask("createPrintOrder", { body: { ...copies, uuid: print_order } });
  await ask("getPrintOrder", { id: print_order });
  await ask("updatePrintOrder", { id: print_order, body: { notes: "soon" } });
  await ask("getPrinter", { id: serial });
  const queues = (await ask("getPrinterQueues", { query: `printer_serial=${serial}` })).body;
  const [{ print_uuids }] = queues.printer_queues as { print_uuids: string[] }[];
  const action_type = "PrinterQueueDeleteRequest";
  await ask("updatePrinterQueue", { body: { action_type, print_uuids: [print_uuids[1]] } });
  await ask("getPrinterQueues", { query: "printer_serial=AAAAAA" });
  await ask("updatePrinterQueue", { body: { action_type, print_uuids: [NO_UUID] } });
  await ask("getPrintQualityData", { query: "printIds=None" });
  await askForFleet({ ask, made }, serial, print_uuids[0]);
  for (const { operation } of ALL_OPERATIONS) {
    const asks_something = ASKING_SOMETHING.includes(operation.id);
    if (operation.method === "GET" && !operation.params && !asks_something) {
      assert.equal((await ask(operation.id)).status, 200);
    }
  }
  const { parts } = (await ask("getPrintedParts")).body;
  const [printed_part] = parts as { uuid: string }[];
  await ask("getPrintedPart", { id: printed_part.uuid });
  await ask("getPrintedPartGenealogy", { id: printed_part.uuid });
  await ask("getDescendants", { query: `noun=models&id=${model}&limit=5` });
  await ask("getDescendants", { query: `noun=models&id=${NO_UUID}&limit=5` });
  await askMeasurements(shop, { ask, made });
  await askTheClockTooOften(shop, ask);
  await askAboutPeople(shop, ask);
}

type Asking = Pick<Asker, "ask"> & { made: (id: string, sent: Sent) => Promise<string> };

/** Packing, before anything is made of it. */
async function askForPreviews({ ask, made }: Asking, part: string): Promise<void> {
  const many = { parts: [{ part_uuid: part, copies: 40 }], wait_s: 0, budget_s: 600 };
  await ask("stopPackingPreview", { id: await made("createPackingPreview", { body: many }) });
  const order = { part_order_number: "P", parts: [{ uuid: part }], due_date: "2030-02-01" };
  const part_order = await made("createPartOrder", { body: order });
  await ask("getPartOrderRecord", { id: part_order });
  await ask("updatePartOrderRecord", { id: part_order, body: { priority: 60 } });
  const previewed = { part_order_uuids: [part_order] };
  const id = await made("createPackingPreview", { body: previewed });
  await ask("getPackingPreview", { id });
  await ask("getPackingPreviewProgress", { id });
  await ask("getPackingPreviewPicture", { id });
  await ask("commitPackingPreview", { id });
  await ask("commitPackingPreview", { id });
}

/** Printers, resin and a print that has not ended, by those who look after them. */
async function askForFleet({ ask, made }: Asking, serial: string, print: string): Promise<void> {
  const resin_uuid = await made("createResin", { body: { name: "R" } });
  await ask("createResin", { body: { name: "R" } });
  await ask("getResin", { id: resin_uuid });
  await ask("updateResin", { id: resin_uuid, body: { description: "red" } });
  const lot = { resin_uuid, lot_number: "1", volume_ml: 1 };
  const id = await made("createResinLot", { body: lot });
  await ask("createResinLot", { body: lot });
  await made("createResinLot", { body: { ...lot, lot_number: "2" } });
  await ask("getResinLot", { id });
  await ask("updateResinLot", { id, body: { note: "cold" } });
  await ask("updateResinLot", { id, body: { lot_number: "2" } });
  await ask("getPrintedPartsOfResinLot", { id });
  const printer = { serial: "OWN0001", name: "Own", hw_type: "L1", driver: "simulated" };
  await ask("addPrinter", { body: printer });
  await ask("addPrinter", { body: printer });
  await ask("getFleetPrinter", { id: serial });
  await ask("updatePrinter", { id: serial, body: { alias: null } });
  await ask("loadResin", { id: serial, body: { resin_lot_uuid: null } });
  await ask("startMaintenance", { id: serial, body: { note: "film" } });
  await ask("endMaintenance", { id: serial });
  await ask("retirePrinter", { id: serial });
  await ask("retirePrinter", { id: printer.serial });
  await ask("bringBackPrinter", { id: printer.serial });
  await ask("getPrintRecord", { id: print });
  await ask("setPrintFeedback", { id: print, body: { feedback_rating: 1 } });
  await ask("setClock", { body: { until_idle: true } });
  await ask("setPrintFeedback", { id: print, body: { feedback_rating: 1 } });
}

/** Programs, and runs of them. */
async function askOfPrograms(
  shop: TestServer,
  ask: Asker["ask"],
  made: (operation_id: string, options: Sent) => Promise<string>,
  model: string,
): Promise<void> {
  const body = { ...SANDBOX_PROGRAMS[0], name: "mine" };
  const program = await made("createModelProgram", { body });
  await ask("getModelProgram", { id: program });
  await ask("updateModelProgram", { id: program, body: { name: "mine alone" } });
  const parameters = { "~MODEL_UUID~": model };
  const run = { model_program_uuid: program, parameters };
  const first = await made("createModelProgramRun", { body: run });
  const second = await made("createModelProgramRun", { body: run });
  await ask("cancelModelProgramRun", { id: second });
  await settled(shop);
  await ask("cancelModelProgramRun", { id: second });
  await ask("getModelProgramRun", { id: first });
  await ask("getModelProgramRunDetails", { id: first });
  await ask("getModelProgramRuns", { query: `uuid=${first}` });
}

/** A part is printed, measured, and the measurement declared void. */
async function askMeasurements(
  shop: TestServer,
  { ask, made }: Pick<Asker, "ask"> & { made(id: string, sent: Sent): Promise<string> },
): Promise<void> {
  const template = {
    application_uuid: shop.furnished.application_uuid,
    production_sop_name: "Inspection",
    production_sop_version: 1,
    operation_name: "Weigh",
    measurement_name: "Weight",
    measurement_type: "value",
    required_level: "required",
  };
  const id = await made("createMeasurementTemplate", { body: template });
  await ask("updateMeasurementTemplate", { id, body: { min: 1 } });
  await ask("getMeasurementTemplate", { id });
  await shop.untilIdle();
  const { body: done } = await ask("getPrintedParts", { query: "status=complete" });
  const [{ uuid: printed_part_uuid }] = done.parts as { uuid: string }[];
  await ask("getMeasurementsDue", { id: printed_part_uuid });
  const body = { printed_part_uuid, part_measurement_template_uuid: id, value: 1 };
  const measurement = await made("createMeasurement", { body });
  await ask("getMeasurement", { id: measurement });
  await ask("updateMeasurementTemplate", { id, body: { min: 2 } });
  const table = `printed_part_uuid,measurement_name,value\n${printed_part_uuid},Weight,2\n`;
  await ask("importMeasurements", { body: Buffer.from(table) });
  await ask("retireMeasurementTemplate", { id });
  await ask("updateMeasurement", { id: measurement, body: { value: 2 } });
  await ask("voidMeasurement", { body: { reason: "a test" } });
  await ask("voidMeasurement", { id: measurement, body: { reason: "a test" } });
  await ask("voidMeasurement", { id: measurement, body: { reason: "a test" } });
  await ask("updateMeasurement", { id: measurement, body: { value: 3 } });
}

/** What people set up: each thing made, changed and ended, and what its state forbids. */
async function askToSetUp({ furnished }: TestServer, { ask }: Asker): Promise<void> {
  /** Made, and then refused, as it is there. */
  const madeOnce = async (operation_id: string, body: object) => {
    const { uuid } = (await ask(operation_id, { body })).body;
    await ask(operation_id, { body });
    return String(uuid);
  };
  const { application_uuid, build_sop_uuids } = furnished;
  const application = await madeOnce("createApplication", { name: "A" });
  await ask("getApplicationSetup", { id: application });
  await ask("updateApplication", { id: application, body: { description: "B" } });
  await ask("updateApplication", { id: application, body: { name: "Sandbox" } });
  await ask("archiveApplication", { id: application });
  await ask("restoreApplication", { id: application });
  await ask("archiveApplication", { id: application });
  await ask("createApplication", { body: { name: "A" } });
  await ask("restoreApplication", { id: application });

  const settings = { resin_name: "UMA 90", platform_classes: ["M2"] };
  const sop = await madeOnce("createBuildSop", { name: "S", ...settings });
  await ask("getBuildSop", { id: sop });
  await ask("updateBuildSop", { id: sop, body: { name: "T" } });
  await ask("updateBuildSop", { id: sop, body: { name: "fine" } });
  await ask("createBuildSopVersion", { id: sop, body: {} });
  await ask("updateBuildSopVersion", { id: sop, body: { gap_mm: 1 } });
  for (let times = 0; times < 2; times++) await ask("releaseBuildSopVersion", { id: sop });
  await ask("updateBuildSopVersion", { id: sop, body: { gap_mm: 2 } });
  await ask("createBuildSopVersion", { id: sop, body: {} });
  for (let times = 0; times < 2; times++) await ask("obsoleteBuildSopVersion", { id: sop });

  const entry = { application_uuid, part_number: "N", build_sop_uuid: build_sop_uuids.standard };
  const part = await madeOnce("createCatalogPart", entry);
  await ask("getCatalogPart", { id: part });
  await ask("updateCatalogPart", { id: part, body: { automatic_packing: false } });
  await ask("retireCatalogPart", { id: part });
  await ask("restoreCatalogPart", { id: part });
}

/** Keeps the clock from moving until one command too many has been refused. */
async function askTheClockTooOften(shop: TestServer, ask: Asker["ask"]): Promise<void> {
  const body = { advance_s: 60 };
  const commands = await shop.server.deps.db.transaction(async (tx) => {
    await tx
      .updateTable("settings")
      .set((eb) => ({ value: eb.ref("value") }))
      .execute();
    const sent = Array.from({ length: 30 }, () => ask("setClock", { body }));
    await Promise.race(sent);
    return sent;
  });
  await Promise.all(commands);
}

/** Every operation as wrongly as its form allows. */
async function askWrongly(shop: TestServer, { ask, note }: Asker): Promise<void> {
  const viewer = await createTestOwner(shop.server.deps.db, { role: "VIEWER", key_index: 1 });
  const viewer_token = await mintToken(viewer, { expires_in_s: 600 });
  for (const placed of ALL_OPERATIONS) {
    const { operation } = placed;
    const { id, method, params, body } = operation;
    await ask(id, { token: null });
    await ask(id, { token: viewer_token });
    if (operation.public) {
      await ask(id, { token: null, headers: { origin: "https://elsewhere.example" } });
    }
    const right = body && !("binary" in body) ? { body: {} } : {};
    if (params) await ask(id, "serial" in params.properties ? { ...right, id: "AAAAAA" } : right);
    await ask(id, { id: "AAAAAA", query: "nonsense=1", ...right });
    if (!body) continue;
    await ask(id, "binary" in body ? {} : { body: [] });
    await ask(id, { body: {}, headers: { "content-type": "text/plain" } });
    const { statusCode } = await shop.server.http.inject({
      method,
      url: pathOf(placed, NO_UUID),
      headers: {
        authorization: `Bearer ${shop.token}`,
        "content-type": "binary" in body ? body.binary : "application/json",
        "content-length": "1000000001",
      },
      payload: "{}",
    });
    note(id, statusCode);
  }
}

forEachDatabase("the contract", (database) => {
  test("every operation answers every status that it declares, and no other", async () => {
    const shop = await startTestServer(database);
    const asker = openAsker(shop);
    await askRightly(shop, asker);
    await askToSetUp(shop, asker);
    await askWrongly(shop, asker);
    for (const { operation } of ALL_OPERATIONS) {
      const of_problems = problemsOf(operation).map((code): number => PROBLEMS[code].status);
      const declared = new Set([...Object.keys(operation.responses).map(Number), ...of_problems]);
      const expected = [...declared].filter((status) => !OF_THE_FRAME.includes(status)).sort();
      assert.deepEqual([...(asker.seen.get(operation.id) ?? [])].sort(), expected, operation.id);
    }
  });

  test("every operation that changes something leaves an event, none that is refused; none keeps what is not to be set", async () => {
    const shop = await startTestServer(database);
    const asker = openAsker(shop, withForged);
    await askRightly(shop, asker);
    await askToSetUp(shop, asker);
    await askWrongly(shop, asker);
    assert.deepEqual([...asker.silent].sort(), WITHOUT_DEEDS);
    assert.deepEqual(await readForged(shop.server.deps.db.read), []);
  });

  test("no operation answers 501", async () => {
    const shop = await startTestServer(database);
    const { ask } = openAsker(shop);
    const unbuilt: string[] = [];
    for (const { operation } of ALL_OPERATIONS) {
      const { status } = await ask(operation.id, operation.body ? { body: {} } : {});
      if (status === 501) unbuilt.push(operation.id);
    }
    assert.deepEqual(unbuilt, []);
  });
});
