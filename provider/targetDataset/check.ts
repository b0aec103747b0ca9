import type * as TargetDatasetCheck from "./schema";

/**
 * The checks of a target dataset's inputs, loaded on first use: loading the validator takes a tenth
 * of a second, which refresh and destroy can do without.
 */
export const targetDatasetCheck = (): typeof TargetDatasetCheck =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn
  require("./schema") as typeof TargetDatasetCheck;
