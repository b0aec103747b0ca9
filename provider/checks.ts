import type * as ExportJobCheck from "./exportJobCheck";
import type * as TargetDatasetCheck from "./targetDatasetCheck";

// Loading the validator takes a tenth of a second, which refresh and destroy, where nothing is checked, need not spend.
/* eslint-disable @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn */

/** The checks of an export job's inputs, loaded when they are first asked for. */
export const exportJobCheck = (): typeof ExportJobCheck =>
  require("./exportJobCheck") as typeof ExportJobCheck;

/** The checks of a target dataset's inputs, loaded when they are first asked for. */
export const targetDatasetCheck = (): typeof TargetDatasetCheck =>
  require("./targetDatasetCheck") as typeof TargetDatasetCheck;
