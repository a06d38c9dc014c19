import assert from "node:assert/strict";
import { test } from "node:test";
import { type Genealogy, manageOperations, mintToken, type ResinLot } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults } from "../testing/fleet.ts";
import { everyRow, manage, manageClient } from "../testing/manage.ts";
import { archStl } from "../testing/models.ts";
import { createTestOwner } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPrintOrder, settled } from "../testing/shop.ts";

const of = (genealogy: Genealogy, noun: string) =>
  genealogy.nodes.filter((node) => node.noun === noun);

/** An order of two pieces, printed. */
async function aPrintedOrder(shop: TestServer) {
  const { order, build_uuids } = await aPackedOrder(shop, 2);
  const print_order = await aPrintOrder(shop, build_uuids[0]);
  await shop.untilIdle();
  const query = { part_order_uuid: [order.uuid ?? ""], limit: 10 };
  const { parts = [] } = await shop.client.getPrintedParts({ query });
  return { order, build_uuid: build_uuids[0], print_order, parts };
}

/** The statuses of all pieces, by uuid. */
async function statusesOf(shop: TestServer): Promise<[string, string][]> {
  const { parts = [] } = await shop.client.getPrintedParts({
    query: { limit: 100, sort: ["uuid"] },
  });
  return parts.map(({ uuid, status }) => [uuid, String(status)]);
}

const LARGER = { operation: "scale" as const, factor: 1.1 };
/** A program that keeps the result of each of its two steps. */
const TWICE_LARGER = {
  name: "Twice",
  parameters: [{ key: "MODEL_UUID", type: "model" as const }],
  operations: [
    { ...LARGER, external_id: "one", input: "~MODEL_UUID~", keep: true },
    { ...LARGER, external_id: "two", input: "one" },
  ],
};

/** What changes afterwards is told now, and not of the moment before. */
async function checkThenAndNow(
  shop: TestServer,
  told: Genealogy,
  params: { id: string },
  lot: ResinLot,
): Promise<void> {
  const { getPrintedPartGenealogy } = manageClient(shop);
  const { at } = told;
  await shop.advance(60);
  const version = { uuid: shop.furnished.build_sop_uuids.standard, version: "1" };
  await manageClient(shop).obsoleteBuildSopVersion({ params: version });
  await manage(shop, "PATCH", `/resin_lots/${lot.uuid}`, { status: "quarantined" });
  const statuses = (genealogy: Genealogy) =>
    ["build_sop_versions", "resin_lots"].map((noun) => of(genealogy, noun)[0].status);
  const now = await getPrintedPartGenealogy({ params });
  assert.deepEqual(statuses(now), ["obsolete", "quarantined"]);
  const then = await getPrintedPartGenealogy({ params, query: { at } });
  assert.deepEqual(statuses(then), ["released", "open"]);
  assert.equal(of(then, "resin_lots")[0].facts.expires_at, lot.expires_at ?? undefined);
}

forEachDatabase("genealogy", (database) => {
  test("leads from a serial number to model, order, build, print, printer and lot, and tells the story", async () => {
    const shop = await startTestServer(database);
    const { order, build_uuid, print_order, parts } = await aPrintedOrder(shop);
    const [part] = parts;
    const { getPrintedPartGenealogy } = manageClient(shop);
    const params = { id: String(part.serial_number) };
    const told = await getPrintedPartGenealogy({ params });
    assert.deepEqual(told.subject, { noun: "printed_parts", uuid: part.uuid });
    const uuids = Object.fromEntries(told.nodes.map(({ noun, uuid }) => [noun, uuid]));
    const [print] = (await shop.client.getPrints({ query: {} })).prints ?? [];
    const lots = `/resin_lots?lot_number=${part.resin_lot_number}`;
    const [lot] = await everyRow<ResinLot>(shop, lots, "resin_lots");
    const { catalog_parts } = await manageClient(shop).getCatalogParts();
    assert.deepEqual(uuids, {
      printed_parts: part.uuid,
      parts: part.part_uuid,
      models: part.model_uuid,
      catalog_parts: catalog_parts[0].uuid,
      part_orders: order.uuid,
      builds: build_uuid,
      build_sop_versions: `${shop.furnished.build_sop_uuids.standard}/1`,
      build_sops: shop.furnished.build_sop_uuids.standard,
      print_orders: print_order.uuid,
      prints: print.uuid,
      printers: shop.furnished.printer_serials[0],
      resin_lots: lot.uuid,
      resins: lot.resin_uuid,
      resin_lot_numbers: part.resin_lot_number,
    });
    const [{ label, status, facts }] = of(told, "printed_parts");
    assert.deepEqual([label, status], [part.serial_number, "complete"]);
    assert.ok(facts.placement);
    assert.ok(of(told, "prints")[0].facts.metrics);
    const placed = told.edges.find(({ what }) => what === "placed in");
    assert.ok(Number(placed?.facts.place_index) >= 0);
    const [sop] = of(told, "build_sop_versions");
    assert.deepEqual([sop.status, sop.facts.resin_name], ["released", "UMA 90"]);
    const named = new Set(told.nodes.map(({ noun, uuid }) => `${noun} ${uuid}`));
    for (const { from, to } of told.edges) {
      assert.ok(named.has(`${from.noun} ${from.uuid}`) && named.has(`${to.noun} ${to.uuid}`));
    }
    assert.deepEqual(
      told.events.map(({ noun, what }) => `${noun} ${what}`),
      [
        "models created",
        "parts created",
        "part_orders created",
        "part_orders processing",
        "builds created",
        "builds sliced",
        // The pictures of the plate, then the traveler.
        "builds documented",
        "builds documented",
        "print_orders created",
        "prints started",
        "prints finished",
        "part_orders complete",
      ].toSorted((a, b) => order_of(told, a) - order_of(told, b)),
    );
    const other = parts[1].uuid;
    assert.ok(!JSON.stringify(told).includes(other), "nothing is told of the piece beside it");
    const by_uuid = await getPrintedPartGenealogy({ params: { id: part.uuid } });
    assert.deepEqual(by_uuid, told);
    await checkThenAndNow(shop, told, params, lot);
  });

  test("goes on to what was measured, and back to the run that made the model", async () => {
    const shop = await startTestServer(database);
    const { getPrintedPartGenealogy, getMeasurementTemplates, createMeasurement } =
      manageClient(shop);
    const model = await shop.client.uploadModel({
      headers: { filename: "a.stl" },
      body: archStl(1),
    });
    const run = await shop.client.createModelProgramRun({
      body: {
        model_program_uuid: shop.furnished.model_program_uuids.mirror,
        parameters: { "~MODEL_UUID~": model.uuid },
      },
    });
    await settled(shop);
    const params = { uuid: String(run.uuid) };
    const { model_uuid } = await shop.client.getModelProgramRun({ params });
    const part_number = "ALIGNER-001";
    const part = await shop.client.createPart({
      body: { part_number, model_uuid: String(model_uuid) },
    });
    const { order, build_uuids } = await aPackedOrder(shop, [part.uuid]);
    await aPrintOrder(shop, build_uuids[0]);
    await shop.untilIdle();
    const [{ uuid: printed_part_uuid }] = order.printed_parts;
    const { measurement_templates } = await getMeasurementTemplates();
    const mass = measurement_templates.find((one) => one.measurement_name === "Mass");
    const part_measurement_template_uuid = String(mass?.uuid);
    const measurement = await createMeasurement({
      body: { printed_part_uuid, part_measurement_template_uuid, value: 6 },
    });
    const told = await getPrintedPartGenealogy({ params: { id: printed_part_uuid } });
    assert.deepEqual(
      [
        "part_measurements",
        "part_measurement_templates",
        "model_program_runs",
        "model_programs",
      ].map((noun) => of(told, noun).map(({ uuid }) => uuid)),
      [
        [measurement.uuid],
        [part_measurement_template_uuid],
        [run.uuid],
        [shop.furnished.model_program_uuids.mirror],
      ],
    );
  });

  test("goes through runs: results of steps, inputs, and what was printed of them, each way", async () => {
    const shop = await startTestServer(database);
    const { getPrintedPartGenealogy, getDescendants, createModelProgram } = manageClient(shop);
    const source = await shop.client.uploadModel({
      headers: { filename: "a.stl" },
      body: archStl(1),
    });
    const program = await createModelProgram({ body: TWICE_LARGER });
    const run = async (model_program_uuid: string, model_uuid: string) => {
      const parameters = { "~MODEL_UUID~": model_uuid };
      const { uuid } = await shop.client.createModelProgramRun({
        body: { model_program_uuid, parameters },
      });
      await settled(shop);
      const done = await shop.client.getModelProgramRun({ params: { uuid: String(uuid) } });
      assert.equal(done.status, "complete", String(done.failure_message));
      return done;
    };
    const first = await run(program.uuid, source.uuid);
    const steps = (first.operation_status ?? []).map((step) => String(step.model_uuid));
    const second = await run(shop.furnished.model_program_uuids.mirror, String(first.model_uuid));
    const body = { part_number: "ALIGNER-001", model_uuid: String(second.model_uuid) };
    const part = await shop.client.createPart({ body });
    const { order } = await aPackedOrder(shop, [part.uuid]);
    const [{ uuid: id }] = order.printed_parts;
    const told = await getPrintedPartGenealogy({ params: { id } });
    assert.deepEqual(
      of(told, "models")
        .map(({ uuid }) => uuid)
        .sort(),
      [source.uuid, ...steps, String(second.model_uuid)].sort(),
    );
    const edges = told.edges.map(({ from, what, to }) => `${from.uuid} ${what} ${to.uuid}`);
    for (const edge of [
      `${second.model_uuid} result of ${second.uuid}`,
      `${second.uuid} made from ${first.model_uuid}`,
      ...steps.map((step) => `${step} result of ${first.uuid}`),
      `${first.uuid} made from ${source.uuid}`,
    ]) {
      assert.ok(edges.includes(edge), edge);
    }
    const owner = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(owner, { expires_in_s: 600 });
    const ancestors = [
      ["models", source.uuid],
      ["models", String(first.model_uuid)],
      ["model_program_runs", String(first.uuid)],
      ["model_program_runs", String(second.uuid)],
      ["model_programs", program.uuid],
    ] as const;
    for (const [noun, ancestor] of ancestors) {
      const found = await getDescendants({ query: { noun, id: ancestor } });
      assert.deepEqual(
        found.printed_parts.map(({ uuid }) => uuid),
        [id],
        noun,
      );
      const path = `/manage/v1/genealogy?noun=${noun}&id=${ancestor}`;
      assert.equal((await shop.request("GET", path, { token })).status, 404);
    }
    const path = `/manage/v1/printed_parts/${id}/genealogy`;
    assert.equal((await shop.request("GET", path, { token })).status, 404);
  });

  test("told for an earlier time, it is what it was then, at every time", async () => {
    const shop = await startTestServer(database);
    const { getPrintedPartGenealogy } = manageClient(shop);
    const [serial, other] = shop.furnished.printer_serials;
    await planFaults(shop, serial, { failures: [{ job_id: null, layer: 5, reason: "debris" }] });
    const seen: { at: string; statuses: [string, string][] }[] = [];
    // At a time of its own: what happens at one moment is told as one.
    const look = async () => {
      await shop.advance(1);
      seen.push({ at: shop.server.deps.clock.now(), statuses: await statusesOf(shop) });
      await shop.advance(1);
    };
    await shop.advance(60);
    const before = shop.server.deps.clock.now();
    await shop.advance(60);
    const { build_uuids } = await aPackedOrder(shop, 2);
    await look();
    const canceled = await anOrder(shop, { parts: 1 });
    await look();
    await shop.client.deletePartOrder({ params: { uuid: canceled.uuid ?? "" } });
    await look();
    const route_to = [serial];
    await aPrintOrder(shop, build_uuids[0], { route_to, total_copies: 2 });
    await look();
    await look();
    await shop.advance(3600);
    await look();
    const { prints = [] } = await shop.client.getPrints({ query: { status: ["queued"] } });
    const print_uuids = prints.map(({ uuid }) => uuid ?? "");
    if (print_uuids.length > 0) {
      const action_type = "PrinterQueueDeleteRequest" as const;
      await shop.client.updatePrinterQueue({ body: { action_type, print_uuids } });
    }
    await look();
    await settled(shop);
    await aPrintOrder(shop, build_uuids[0], { route_to: [other] });
    await look();
    await shop.untilIdle();
    await look();
    const words = new Set<string>();
    for (const { at, statuses } of seen) {
      for (const [id, status] of statuses) {
        const told = await getPrintedPartGenealogy({ params: { id }, query: { at } });
        words.add(status);
        const [node] = of(told, "printed_parts").filter(({ uuid }) => uuid === id);
        assert.equal(node.status, status, `${id} at ${at}`);
        assert.equal(
          of(told, "builds").length > 0,
          !["waiting", "canceled"].includes(status) || node.facts.placement !== undefined,
        );
        assert.equal(
          of(told, "prints").length,
          ["printing", "complete"].includes(status) || status === "failed" ? 1 : 0,
          `${status} at ${at}`,
        );
        assert.equal("serial_number" in node.facts, status === "complete");
        assert.ok(told.events.every((event) => event.at <= at));
      }
    }
    assert.ok(words.size >= 5, [...words].join());
    const [[id]] = seen[0].statuses;
    const path = `/manage/v1/printed_parts/${id}/genealogy`;
    assert.equal((await shop.request("GET", `${path}?at=${before}`)).status, 404);
    assert.equal((await shop.request("GET", `${path}?at=2030-02-30`)).status, 400);
    assert.equal((await shop.request("GET", `${path}?at=`)).status, 400);
  });

  test("a piece that failed leads to the one that replaces it, and back", async () => {
    const shop = await startTestServer(database);
    const { getPrintedPartGenealogy } = manageClient(shop);
    const [serial] = shop.furnished.printer_serials;
    await planFaults(shop, serial, { failures: [{ job_id: null, layer: 5, reason: "debris" }] });
    const { order, build_uuids } = await aPackedOrder(shop, 1);
    await aPrintOrder(shop, build_uuids[0]);
    await shop.untilIdle();
    const query = { part_order_uuid: [order.uuid ?? ""], limit: 10, sort: ["created_at"] };
    const [failed, next] = (await shop.client.getPrintedParts({ query })).parts ?? [];
    assert.equal(failed.status, "failed");
    for (const id of [failed.uuid, next.uuid]) {
      const told = await getPrintedPartGenealogy({ params: { id } });
      assert.deepEqual(
        told.edges.filter(({ what }) => what === "replaces"),
        [
          {
            from: { noun: "printed_parts", uuid: next.uuid },
            to: { noun: "printed_parts", uuid: failed.uuid },
            what: "replaces",
            facts: {},
          },
        ],
      );
    }
  });

  test("from any ancestor, the printed parts that descend from it are found; strangers are not", async () => {
    const shop = await startTestServer(database);
    const { parts } = await aPrintedOrder(shop);
    const second = await aPrintedOrder(shop);
    const { getPrintedPartGenealogy, getDescendants } = manageClient(shop);
    const told = await getPrintedPartGenealogy({ params: { id: parts[0].uuid } });
    const nouns = manageOperations.getDescendants.query.properties.noun.enum;
    for (const noun of nouns) {
      if (noun.startsWith("model_program")) continue;
      const [node] = of(told, noun);
      const query = { noun, id: node.uuid, limit: 100 };
      const { printed_parts, total_count, subject } = await getDescendants({ query });
      assert.deepEqual(subject, { noun, uuid: node.uuid });
      assert.equal(total_count, printed_parts.length, noun);
      const found = new Set(printed_parts.map(({ uuid }) => uuid));
      assert.ok(found.has(parts[0].uuid), noun);
      for (const other of second.parts) {
        const theirs = await getPrintedPartGenealogy({ params: { id: other.uuid } });
        const shares = of(theirs, noun).some(({ uuid }) => uuid === node.uuid);
        assert.equal(found.has(other.uuid), shares, noun);
      }
      const path = `/manage/v1/genealogy?noun=${noun}&id=`;
      const stranger = await shop.request("GET", `${path}nobody&limit=5`);
      assert.equal(stranger.status === 404 || stranger.body.total_count === 0, true, noun);
      const owner = await createTestOwner(shop.server.deps.db, { key_index: 1 });
      const token = await mintToken(owner, { expires_in_s: 600 });
      const foreign = await shop.request("GET", `${path}${node.uuid}&limit=5`, { token });
      assert.deepEqual(
        [foreign.status, foreign.body.total_count],
        [stranger.status, stranger.body.total_count],
        noun,
      );
    }
    const pages = [];
    let cursor = "";
    do {
      const query = { noun: "build_sops", id: of(told, "build_sops")[0].uuid, limit: 1, cursor };
      const page = await getDescendants({ query: { ...query, noun: "build_sops" as const } });
      pages.push(...page.printed_parts.map(({ uuid }) => uuid));
      cursor = page.next_cursor ?? "";
    } while (cursor);
    assert.equal(new Set(pages).size, 4);
    for (const wrong of ["noun=users&id=x", "noun=models", "id=x", "noun=&id=x"]) {
      assert.equal((await shop.request("GET", `/manage/v1/genealogy?${wrong}`)).status, 400, wrong);
    }
  });
});

/** Where an event stands among those told, by its noun and what. */
const order_of = ({ events }: Genealogy, name: string) =>
  events.findIndex(({ noun, what }) => `${noun} ${what}` === name);
