import type * as SegmentDefinitionCheck from "./schema";

/** The checks of a segment definition's inputs, loaded on first use: see `targetDataset/check.ts`. */
export const segmentDefinitionCheck = (): typeof SegmentDefinitionCheck =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn
  require("./schema") as typeof SegmentDefinitionCheck;
