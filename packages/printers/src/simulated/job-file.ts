/** A printer that prints from files takes its own alone, as machines do. */
import { DriverError, type PrintJob } from "../driver.ts";
import { BuildFileError } from "../formats/build-file-error.ts";
import { buildFileFormat } from "../formats/formats.ts";
import { panelHeader, panelOf } from "../panels.ts";

/** Throws DriverError "file_refused", which no other try will change. */
export async function checkJobFile(job: PrintJob, model: string, format: string): Promise<void> {
  const { build_file, layer_count, slice_thickness_um } = job;
  if (build_file?.format !== format) {
    throw refused(`it prints from ${format} files, and was given ${build_file?.format ?? "none"}`);
  }
  const { header } = decoded(format, await build_file.read());
  const wanted = panelHeader(panelOf(model), slice_thickness_um / 1000);
  if (header.printer_model !== wanted.printer_model) {
    throw refused(`the file is for a ${header.printer_model}, this is a ${model}`);
  }
  const { width_px, height_px } = header.grid;
  if (width_px !== wanted.grid.width_px || height_px !== wanted.grid.height_px) {
    throw refused(`its layers have ${width_px} x ${height_px} pixels`);
  }
  if (header.layer_count !== layer_count) {
    throw refused(`it has ${header.layer_count} layers instead of ${layer_count}`);
  }
}

function decoded(format: string, bytes: Uint8Array) {
  try {
    return buildFileFormat(format).decode(bytes);
  } catch (error) {
    throw error instanceof BuildFileError ? refused(error.message) : error;
  }
}

const refused = (reason: string) =>
  new DriverError("file_refused", `The printer refuses the build file: ${reason}.`, false);
