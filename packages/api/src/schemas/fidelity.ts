/** What /manage/v1/fidelity answers. */
import { Type } from "typebox";
import { text } from "./fields.ts";

const HeldBy = Type.Object({
  file: text("File of the test, from the root of the source."),
  title: text("What the test promises."),
});

export const FidelityLedger = Type.Object({
  version: text("Version of the compatible API that the rows are about."),
  rows: Type.Array(
    Type.Object({
      section: text("Part of the ledger."),
      id: text("Id of an operation, or a name of the point."),
      about: text("The operation, or the point."),
      source: text("documented, observed in programs, or decided by us."),
      reading: text("What this server does."),
      tests: Type.Array(HeldBy, { description: "The tests that hold it." }),
    }),
    { description: "One for each operation and each point, in the order they are read." },
  ),
});
