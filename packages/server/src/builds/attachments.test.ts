/** What hangs on a build, as clients get it: in what order, in ranges, and into a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "../platform/events.ts";
import { openPage, WITHOUT_CHROMIUM } from "../testing/chromium.ts";
import { forEachDatabase, onSqlite } from "../testing/databases.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, settled } from "../testing/shop.ts";

/** The signed address of an attachment by the ending of its name. */
async function addressOf(shop: TestServer, build_uuid: string, ending: string) {
  const { attachments = [] } = await shop.client.getBuild({ params: { uuid: build_uuid } });
  const found = attachments.find(({ filename }) => filename?.endsWith(ending));
  const { headers } = await shop.request("GET", `/v1/attachments/${found?.uuid}`);
  return new URL(headers.get("location") ?? "", shop.url);
}

forEachDatabase("attachments", (database) => {
  test("getBuild: what hangs on it arrives in one order, the traveler before what is slow", async () => {
    const shop = await startTestServer(database, { build_files: "all" });
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    await settled(shop);
    const { customer_uuid } = shop.furnished;
    const events = await readEvents(shop.server.deps.db.read, {
      customer_uuid,
      noun: "builds",
      uuid,
    });
    const arrived = events.flatMap(({ what, details }) =>
      what === "documented" ? (details.filenames as string[]) : [],
    );
    const endings = arrived.map((filename) => filename.replace(/^.*?-/, ""));
    const order = [
      "plate.svg",
      "plate.png",
      "traveler.pdf",
      "slices.mp4",
      "M2.sl1",
      "arranged.3mf",
      "printability.png",
    ];
    assert.deepEqual(endings, order);
  });

  test("getAttachment: its address serves any range of it, and says what it cannot [getAttachment]", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const url = await addressOf(shop, uuid, "plate.png");
    const ask = async (headers: Record<string, string>, method = "GET") => {
      const answer = await fetch(url, { method, headers });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, bytes, headers: answer.headers };
    };
    const whole = await ask({});
    const { length } = whole.bytes;
    const etag = whole.headers.get("etag") ?? "";
    assert.equal(whole.status, 200);
    const ranges: [string, number, number][] = [
      ["bytes=0-0", 0, 1],
      ["bytes=100-199", 100, 200],
      ["bytes=100-", 100, length],
      ["bytes=-50", length - 50, length],
      [`bytes=10-${length + 5}`, 10, length],
    ];
    for (const [range, start, end] of ranges) {
      for (const condition of [null, etag]) {
        const part = await ask({ range, ...(condition && { "if-range": condition }) });
        assert.equal(part.status, 206, range);
        assert.equal(part.headers.get("content-range"), `bytes ${start}-${end - 1}/${length}`);
        assert.ok(part.bytes.equals(whole.bytes.subarray(start, end)), range);
      }
    }
    const changed = await ask({ range: "bytes=0-9", "if-range": '"another"' });
    assert.deepEqual([changed.status, changed.bytes.length], [200, length]);
    const beyond = await ask({ range: `bytes=${length}-` });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers.get("content-range"), `bytes */${length}`);
    const head = await ask({ range: "bytes=0-9" }, "HEAD");
    assert.equal(head.status, 200);
    assert.equal(head.headers.get("content-length"), String(length));
    const known = await ask({ "if-none-match": `"x", W/${etag}` });
    assert.deepEqual([known.status, known.bytes.length], [304, 0]);
  });
});

onSqlite("attachments in a browser", (database) => {
  test("a film plays from wherever it is asked to", { skip: WITHOUT_CHROMIUM }, async (t) => {
    const shop = await startTestServer(database, { build_files: "video" });
    const [uuid] = (await aPackedOrder(shop, 4)).build_uuids;
    const url = await addressOf(shop, uuid, "slices.mp4");
    const asked: string[] = [];
    shop.server.http.server.on("request", ({ url: path, headers }) => {
      if (path?.startsWith("/files/")) asked.push(String(headers.range));
    });
    const page = await openPage(t);
    const seconds = await page.evaluate<number>(`new Promise((resolve, reject) => {
      const video = Object.assign(document.createElement("video"), { muted: true });
      video.addEventListener("loadedmetadata", () => resolve(video.duration));
      video.addEventListener("error", () => reject(new Error(video.error.message)));
      video.src = ${JSON.stringify(String(url))};
      document.body.append(video);
    })`);
    assert.ok(seconds > 1, `${seconds} s long`);
    for (const share of [0.9, 0.1, 0.5]) {
      const at_s = seconds * share;
      // The frame that was there before may still come; the one asked for comes after it.
      const shown_s = await page.evaluate<number>(`new Promise((resolve) => {
        const video = document.querySelector("video");
        const look = (_now, { mediaTime }) => {
          if (Math.abs(mediaTime - ${at_s}) <= 0.1) resolve(mediaTime);
          else video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
        video.addEventListener("seeked", () => setTimeout(() => resolve(-1), 5000), { once: true });
        video.currentTime = ${at_s};
      })`);
      assert.ok(Math.abs(shown_s - at_s) <= 0.1, `asked for ${at_s} s, shown ${shown_s} s`);
    }
    assert.ok(asked.length > 0 && asked.every((range) => range.startsWith("bytes=")), `${asked}`);
  });
});
