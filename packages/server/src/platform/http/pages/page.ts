/** HTML pages of the server itself: complete in one file, and held to exactly what they contain. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyReply } from "fastify";

export type Page = { html: string; content_security_policy: string };

const SHARED_STYLE = readFileSync(new URL("page.css", import.meta.url), "utf8");

/** Reads a page from this folder; `extra` adds to its policy, by directive. */
export function readPage(filename: string, extra: Record<string, string> = {}): Page {
  return pageOf(readFileSync(new URL(filename, import.meta.url), "utf8"), extra);
}

/**
 * A page whose policy lets run the scripts and styles that are in it, by their hashes. The style
 * that all pages share takes the place of its name.
 */
export function pageOf(source: string, extra: Record<string, string> = {}): Page {
  const html = source.replace("/* page.css */", () => SHARED_STYLE);
  const policy = {
    "default-src": "'none'",
    "script-src": hashesOf(html, "script"),
    "style-src": hashesOf(html, "style"),
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    ...extra,
  };
  const directives = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
  return { html, content_security_policy: directives.join("; ") };
}

/** Sends a page with the headers that keep it to itself. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .header("content-security-policy", page.content_security_policy)
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer")
    .header("cross-origin-opener-policy", "same-origin")
    .header("cache-control", "no-cache")
    .type("text/html; charset=utf-8")
    .send(page.html);
}

/** Text for use in HTML, between tags and in attributes. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (char) => `&${names[char]};`);
}

function hashesOf(html: string, tag: "script" | "style"): string {
  const blocks = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))];
  const hashes = blocks.map(([, content]) => createHash("sha256").update(content).digest("base64"));
  return hashes.length === 0 ? "'none'" : hashes.map((hash) => `'sha256-${hash}'`).join(" ");
}
