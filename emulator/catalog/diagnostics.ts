/** Texts of files by their paths. */
export type TextFiles = Record<string, string>;

/** What Data Access tells of a batch that failed. */
export interface BatchDiagnostics {
  failed: TextFiles;
  meta: TextFiles;
}
