/** The contract for people and programs: OpenAPI as JSON and YAML, and a page to try it on. */
import { readFile } from "node:fs/promises";
import { PROBLEMS, toYaml } from "@vatline/api";
import type { FastifyInstance } from "fastify";
import { escapeHtml, pageOf, sendPage } from "./page.ts";

const ASSETS: Record<string, string> = {
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "swagger-ui.css": "text/css; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

/** Serves `<base>/openapi.json`, `<base>/api.yaml` and `<base>/api-docs/`, without a token. */
export function serveDocs(app: FastifyInstance, base: string, document: unknown): void {
  const json = JSON.stringify(document);
  app.get(`${base}/openapi.json`, async (_request, reply) =>
    reply.type("application/json").send(json),
  );
  app.get(`${base}/api.yaml`, async (_request, reply) =>
    reply.type("application/yaml").send(toYaml(document)),
  );

  const page = pageOf(DOCS, {
    "script-src": "'self'",
    // The viewer sets styles of its own while it runs.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
  });
  const docs = `${base}/api-docs`;
  app.get(docs, async (_request, reply) => reply.redirect("api-docs/", 302));
  app.get(`${docs}/`, async (_request, reply) => sendPage(reply, page));
  app.get(`${docs}/start.js`, async (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(START),
  );
  for (const [filename, media_type] of Object.entries(ASSETS)) {
    const url = new URL(import.meta.resolve(`@fastify/swagger-ui/static/${filename}`));
    app.get(`${docs}/${filename}`, async (_request, reply) =>
      reply
        .type(media_type)
        .header("cache-control", "max-age=3600")
        .send(await readFile(url)),
    );
  }
  app.get(`${docs}/problems`, async (_request, reply) => sendPage(reply, PROBLEM_PAGE));
}

const DOCS = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vatline API</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" type="image/png" href="favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: "../openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** What the type of every problem leads to. */
const PROBLEM_PAGE = pageOf(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Problems - Vatline API</title>
<style>
/* page.css */
tr:target { background: color-mix(in srgb, var(--warn) 20%, transparent); }
</style>
</head>
<body>
<main>
<h1>Problems</h1>
<p>Every refusal is <code>application/problem+json</code> with one of these codes.</p>
<table>
<tr><th>Status</th><th>Code</th><th>Meaning</th></tr>
${Object.entries(PROBLEMS)
  .map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td>${status}</td><td><code>${code}</code></td>` +
      `<td>${escapeHtml(title)}</td></tr>`,
  )
  .join("\n")}
</table>
</main>
</body>
</html>
`);
