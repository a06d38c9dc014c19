/**
 * Boundaries between packages, and cycles. The finer rules (features in their order, one writer a
 * table) are tests: script/tidy.test.ts.
 */
const TEST = String.raw`\.test\.tsx?$|/testing/`;

/** A package's own source may reach these packages and no other of ours. */
function mayReach(home, ...targets) {
  return {
    name: `${home}-reaches-only-${targets.join("-") || "itself"}`,
    severity: "error",
    from: { path: `^packages/${home}/src/`, pathNot: TEST },
    to: { path: "^packages/[^/]+/", pathNot: `^packages/(${[home, ...targets].join("|")})/` },
  };
}

/** Source that runs in a browser as well. */
function runsAnywhere(home, except = "^$") {
  return {
    name: `${home}-runs-anywhere`,
    severity: "error",
    from: { path: `^packages/${home}/src/`, pathNot: [TEST, except] },
    to: { dependencyTypes: ["core"] },
  };
}

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Types may point both ways: they are gone when the program runs.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: TEST },
      to: { path: TEST },
    },
    mayReach("api"),
    mayReach("geometry"),
    mayReach("printers", "geometry"),
    mayReach("server", "api", "geometry", "printers"),
    mayReach("console", "api", "geometry"),
    mayReach("cli", "api", "server"),
    runsAnywhere("api"),
    runsAnywhere("geometry", "^packages/geometry/src/worker\\.ts$"),
    runsAnywhere("console"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules|vatline-data" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
