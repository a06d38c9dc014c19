/** Everything the rest of the house may know about printers. */
export {
  type Capabilities,
  type Driver,
  type DriverContext,
  DriverError,
  type JobEnd,
  type JobFile,
  type PrinterReport,
  type PrinterState,
  type PrintJob,
} from "./driver.ts";
export {
  estimateTimes,
  type PrintFigures,
  type PrintTimes,
  requiredResin,
} from "./estimate.ts";
export {
  type BuildFile,
  type BuildFileFormat,
  type BuildFileHeader,
  encodeBuildFile,
  type FilePiece,
  joinPieces,
  type LayerPacker,
  type Thumbnail,
} from "./formats/build-file.ts";
export { BuildFileError } from "./formats/build-file-error.ts";
export { CTB } from "./formats/ctb.ts";
export { BUILD_FILE_FORMATS, buildFileFormat } from "./formats/formats.ts";
export { GOO } from "./formats/goo.ts";
export { pictureToPng } from "./formats/png/encode.ts";
export { SL1 } from "./formats/sl1.ts";
export {
  type ArrangedItem,
  type ArrangedMesh,
  type Arrangement,
  writeThreeMf,
} from "./formats/three-mf.ts";
export { averageSpeed, type PrintedSpan } from "./metrics.ts";
export { PRINTER_PANELS, type PrinterPanel, panelHeader, panelOf } from "./panels.ts";
export {
  MACHINE_CLASSES,
  type MachineClass,
  machineOf,
  type Platform,
  platformOf,
} from "./platforms.ts";
export {
  capabilitiesOf,
  checkPrinter,
  DRIVER_NAMES,
  openDriver,
  physicsOf,
  shownSettings,
} from "./registry.ts";
export { type FleetPrinter, simulatedFleet, simulatedLotNumber } from "./simulated/fleet.ts";
export type { PrintPhysics } from "./simulated/physics.ts";
export type { FaultPlan, SimulatedSettings } from "./simulated/settings.ts";
