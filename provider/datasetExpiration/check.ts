import type * as DatasetExpirationCheck from "./schema";

/**
 * The checks of an expiration's inputs, loaded on first use: loading the validator takes a tenth of a
 * second, which refresh and destroy can do without.
 */
export const datasetExpirationCheck = (): typeof DatasetExpirationCheck =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn
  require("./schema") as typeof DatasetExpirationCheck;
