/** Headless Chromium, driven by its own protocol, for what only a browser can tell. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

const NAME = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** For the options of a test: why it cannot run here, false where it can. */
export const WITHOUT_CHROMIUM = NAME === undefined && "no Chromium is on the PATH";

type Answer = { id?: number; method?: string; error?: unknown; result?: Record<string, unknown> };

/** A page in a browser of its own, closed after the test. */
export async function openPage(t: TestContext, { width = 1000, height = 900 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "vatline-chromium-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio"];
  flags.push("--remote-debugging-port=0", `--user-data-dir=${folder}`);
  flags.push("--autoplay-policy=no-user-gesture-required", `--window-size=${width},${height}`);
  const child = spawn(String(NAME), [...flags, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const lines = createInterface({ input: child.stderr });
  const address = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
      if (url) resolve(url);
    });
    ended.then(() => reject(new Error("Chromium ended before it listened")));
  });
  const { host } = new URL(address);
  const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const target = targets.find(({ type }) => type === "page");
  assert.ok(target, "a page is open");
  return pageOf(await connect(target.webSocketDebuggerUrl));
}

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

async function connect(url: string): Promise<Send> {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(data);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let count = 0;
  return async (method, params = {}) => {
    count += 1;
    const id = count;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { error, result = {} } = await answered;
    assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
    return result;
  };
}

function pageOf(send: Send) {
  /** The value of an expression in the page, awaited there. */
  const evaluate = async <T>(expression: string): Promise<T> => {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await send("Runtime.evaluate", asked);
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  };
  return {
    evaluate,
    /** Waits in the page until the expression is true. */
    async until(expression: string): Promise<void> {
      const poll = `new Promise((done) => {
        const look = () => ((${expression}) ? done(true) : setTimeout(look, 20));
        look();
      })`;
      await evaluate(poll);
    },
    async goto(url: string): Promise<void> {
      await send("Page.enable");
      await send("Page.navigate", { url });
      await this.until(`location.href.startsWith(${JSON.stringify(url.split("#")[0])})`);
      await this.until('document.readyState === "complete"');
    },
    /** Chooses files as a person would. */
    async chooseFiles(selector: string, files: string[]): Promise<void> {
      const { root } = (await send("DOM.getDocument")) as { root: { nodeId: number } };
      const found = await send("DOM.querySelector", { nodeId: root.nodeId, selector });
      await send("DOM.setFileInputFiles", { nodeId: found.nodeId, files });
    },
    async screenshot(path: string): Promise<void> {
      const { data } = await send("Page.captureScreenshot", { captureBeyondViewport: true });
      writeFileSync(path, Buffer.from(String(data), "base64"));
    },
  };
}
