import type * as ExportJobCheck from "../exportJob/declaration/schema";
import type * as TargetDatasetCheck from "../targetDataset/schema";

// Loading the validator takes a tenth of a second, which refresh and destroy, where nothing is checked, need not spend.
/* eslint-disable @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn */

/** The checks of an export job's inputs, loaded when they are first asked for. */
export const exportJobCheck = (): typeof ExportJobCheck =>
  require("../exportJob/declaration/schema") as typeof ExportJobCheck;

/** The checks of a target dataset's inputs, loaded when they are first asked for. */
export const targetDatasetCheck = (): typeof TargetDatasetCheck =>
  require("../targetDataset/schema") as typeof TargetDatasetCheck;
