/** Signed, short-lived addresses on this host that need no token. Real time, single key. */
export type Links = {
  /** Address (path and query) under which `file_key` is served as a download named `filename`. */
  download(file: { file_key: string; filename: string; media_type: string }): string;
};
