import { type Static, Type } from "typebox";

const mm = (description: string) => Type.Number({ description: `${description} In mm.` });

/** Where one part stands. */
export const Placement = Type.Object(
  {
    part_uuid: Type.String({ description: "The part." }),
    printed_part_uuid: Type.Optional(
      Type.String({ description: "The piece it was placed for; absent where nobody ordered it." }),
    ),
    model_uuid: Type.String({ description: "The model to draw." }),
    x_mm: mm("Added to x after the turn."),
    y_mm: mm("Added to y after the turn."),
    z_mm: mm("Added to z, so that the part stands on the platform."),
    rotation_deg: Type.Number({ description: "Turn about z, counter-clockwise, in degrees." }),
    part_number: Type.Optional(
      Type.String({ description: "The part number; absent where nothing is built of it yet." }),
    ),
    model_sha256: Type.Optional(
      Type.String({ description: "SHA-256 of the model file, in hex; absent as part_number is." }),
    ),
  },
  {
    title: "Placement",
    description: "Where one part stands: turn the model about z, then add x, y and z.",
  },
);
export type Placement = Static<typeof Placement>;

/** One filled platform. */
export const PlacedPlate = Type.Object(
  {
    platform: Type.Object(
      {
        class: Type.String({ description: "Kind of platform." }),
        width_mm: mm("Along x."),
        depth_mm: mm("Along y."),
        height_mm: mm("Greatest height of a build."),
      },
      { description: "The front-left corner is 0, 0 and the surface z = 0." },
    ),
    gap_mm: mm("Least distance between parts."),
    margin_mm: mm("Least distance from the rim."),
    utilisation: Type.Number({ description: "Share of the platform's area in use, 0 to 1." }),
    height_mm: mm("Of the highest part."),
    placements: Type.Array(Placement, { description: "One entry for each piece." }),
  },
  { title: "PlacedPlate", description: "One filled platform." },
);
export type PlacedPlate = Static<typeof PlacedPlate>;

/** A packing, committed or not. */
export const Placements = Type.Object(
  {
    plates: Type.Array(PlacedPlate, { description: "The platforms; a build is one." }),
    left_out: Type.Array(
      Type.Object({
        part_uuid: Type.String({ description: "The part." }),
        code: Type.String({ description: "Why, for programs." }),
        reason: Type.String({ description: "Why, for people, with the figures that decided." }),
      }),
      { description: "Parts that have no place." },
    ),
    bound_plates: Type.Integer({ description: "No packing can have fewer platforms than this." }),
    seed: Type.Integer({ description: "The same seed and parts give the same packing." }),
    moves: Type.Integer({ description: "Work that was spent on it, in moves." }),
    revision: Type.Optional(
      Type.String({ description: "Of the build; absent where there is none yet." }),
    ),
    parts_sha256: Type.Optional(
      Type.String({
        description:
          "What the code of a traveler says of these parts; it differs where the traveler is of " +
          "another revision. Absent where there is no build yet.",
      }),
    ),
  },
  { title: "Placements", description: "What stands where on how many platforms." },
);
export type Placements = Static<typeof Placements>;
