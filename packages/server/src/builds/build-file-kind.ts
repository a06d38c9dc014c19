/** Which build file is for which printer: kinds of attachments. */
import { panelOf } from "@vatline/printers";
import type { DocumentFile, FilePrinter, SliceFile } from "../platform/jobs/names.ts";
import type { BuildRow } from "./store.ts";

/** Of an attachment, of which a build has one of each kind. */
export type FileKind = DocumentFile | SliceFile | `build_file ${string}`;

/** Whose build file every build has: the class of its platform, in its best format. */
export function ownPrinter({ platform_class }: Pick<BuildRow, "platform_class">): FilePrinter {
  const [format] = panelOf(platform_class).file_formats;
  return { model: platform_class, format };
}

/** The kind that the build file of a printer has. */
export function buildFileKind(
  build: Pick<BuildRow, "platform_class">,
  { model, format }: FilePrinter,
): FileKind {
  const own = ownPrinter(build);
  const isOwn = model === own.model && format === own.format;
  return isOwn ? "build_file" : `build_file ${model} ${format}`;
}

export const isBuildFile = (kind: string): kind is FileKind => /^build_file\b/.test(kind);
