/** What the layers of a build come to, as the management interface shows it. */
import { type Static, Type } from "typebox";

const volume_ml = Type.Number({ description: "Solid volume, in ml." });
const resin_ml = Type.Number({
  description: "Resin that a print takes, with what clings to parts and is lost, in ml.",
});
const print_time_s = Type.Number({ description: "Time from start to end of a print, in seconds." });

/** A part's share of its build. */
const SlicedPart = Type.Object(
  {
    part_uuid: Type.String({ description: "The part." }),
    printed_part_uuid: Type.String({ description: "The piece that its place was made for." }),
    volume_ml,
    resin_ml,
    print_time_s,
  },
  {
    title: "SlicedPart",
    description:
      "A part's share: of the time of a layer by area, of the resin by volume. All shares of a " +
      "build together are the figures of the build.",
  },
);

/** What is known of a build's layers. */
export const BuildSlices = Type.Object(
  {
    status: Type.Union([Type.Literal("waiting"), Type.Literal("sliced"), Type.Literal("failed")], {
      description: "Prints of a build begin when it is sliced; those of one that failed, fail.",
    }),
    failure_message: Type.Union([Type.String(), Type.Null()], {
      description: "Why the build cannot be sliced; null where it can.",
    }),
    sliced_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "Null while it waits.",
    }),
    revision: Type.String({ description: "Of the build." }),
    slice_thickness_nm: Type.Integer({ description: "Thickness of a layer, in nm." }),
    layer_count: Type.Integer({ description: "How many layers it has." }),
    height_mm: Type.Number({ description: "Of the highest part, in mm." }),
    volume_ml,
    resin_ml,
    print_time_s,
    areas_mm2: Type.Array(Type.Number(), {
      description: "Solid area of each layer, lowest first, in mm2; none before it is sliced.",
    }),
    file_errors: Type.Object(
      {
        plate: Type.Optional(Type.String({ description: "Of the pictures of its plate." })),
        traveler: Type.Optional(Type.String({ description: "Of the traveler." })),
        video: Type.Optional(Type.String({ description: "Of the film of its layers." })),
        build_file: Type.Optional(Type.String({ description: "Of what a printer prints from." })),
        arrangement: Type.Optional(Type.String({ description: "Of the 3MF." })),
        printability: Type.Optional(
          Type.String({ description: "Of the picture of what may go wrong." }),
        ),
      },
      {
        additionalProperties: Type.String(),
        description:
          "Why files of the build could not be made; empty where none failed. A build file for " +
          "another printer goes by `build_file`, its model and format.",
      },
    ),
    parts: Type.Array(SlicedPart, {
      description: "What stands on it, by place; none before it is sliced.",
    }),
  },
  {
    title: "BuildSlices",
    description:
      "What a build takes to print: from its layers once it is sliced, before that from the " +
      "volumes of its models.",
  },
);
export type BuildSlices = Static<typeof BuildSlices>;
