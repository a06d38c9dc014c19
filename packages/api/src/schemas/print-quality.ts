import { type Static, Type } from "typebox";
import { optional, text } from "./fields.ts";

/** What was recorded of a print, for quality. All values are text, figures too. */
export const PrintDataQa = Type.Object(
  {
    "Print ID": text("The short id of the print."),
    "Printer ID": text("Id of the printer."),
    "Total Slices": text("Layers of the build."),
    "Cassette Name": text("Name of the resin cassette."),
    "Estimated Print Time (ms)": text("Time the print was expected to take, ms."),
    "Resin Exposure Compensation": text("Factor on the exposure for this lot of resin."),
    "Base Exposure Multiplier": text("Factor on the exposure of the first layers."),
    "Heater Setpoint (C)": text("Temperature the resin was to have, degrees C."),
    "Printer Serial": text("Serial of the printer."),
    "Project ID": text("The build."),
    "Print Number": text("How manyth print of the printer."),
    "Software Version": text("What the printer was running."),
    "Printer Name": text("Name of the printer."),
    "FFB Enabled Print": text("Whether feedback control of forces was on."),
    "Hardware Profile": text("Kind of machine."),
    "Cassette Serial": text("Serial of the cassette."),
    "Window Serial": text("Serial of the cassette's window."),
    "Platform Serial": text("Serial of the build platform."),
    "Resin Name": text("The resin."),
    "Blackline (um)": text("Light allowance of the build, micrometres."),
    "Estimated Consumed Resin Volume (ml)": text("Resin thought to be used up, ml."),
    "Minimum Required Resin Volume (ml)": text("Resin the cassette had to hold to begin, ml."),
    "Script Name": text("The print profile."),
    "Project Name": text("Name of the build."),
    "Print Finished Status": text("How it ended."),
    "Print Alerts": text("What wanted attention meanwhile."),
    "Started Date-Time": text("When it began."),
    "Finished Date-Time": text("When it ended."),
    "Total Time (min)": text("From begin to end, minutes."),
    "Move Time (min)": text("Time spent moving the platform, minutes."),
    "Exposure Time Total (min)": text("Time spent exposing, minutes."),
    "Total Delay Time (min)": text("Time spent waiting between layers, minutes."),
    "Light Engine Intensity (mW/cm2)": text("Light on the window, mW per square cm."),
    "Current to Light Engine (mA)": text("Current of the light engine, mA."),
    "Avg O2 Partial Pressure at Window (%)": text(
      "Mean partial pressure of oxygen at the window, percent.",
    ),
    "Avg O2 Concentration (%)": text("Mean share of oxygen in the gas, percent."),
    "Avg O2 Flow (ml/min)": text("Mean flow of oxygen, ml per minute."),
    "Estimated Resin Volume (ml)": text("Resin the print was expected to need, ml."),
    "Slice Thickness (um)": text("Thickness of a layer, micrometres."),
    "Build Height (mm)": text("Height of the build, mm."),
    "Created At": text("When the record was made."),
    "Peak Wavelength (nm)": text("Wavelength of the light engine at its peak, nm."),
    "Resin Alpha": text("Absorption figure of the resin."),
    "Resin DC": text("Critical dose of the resin."),
    "Resin FC": text("Critical figure of the resin's cure."),
    "Resin Viscosity": text("Viscosity of the resin."),
    "Light Engine Turned On": text("Whether the light engine was on."),
  },
  {
    title: "PrintDataQa",
    description: "What was recorded of a print. All values are text; unknown ones are left out.",
  },
);
export type PrintDataQa = Static<typeof PrintDataQa>;

/** The records asked for. */
export const PrintsDataQAResponse = Type.Object(
  { prints: optional(Type.Array(PrintDataQa), "One record for each print that is known.") },
  { title: "PrintsDataQAResponse", description: "The records asked for." },
);
export type PrintsDataQAResponse = Static<typeof PrintsDataQAResponse>;
