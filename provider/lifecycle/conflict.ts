import { AepError, type AepFailure } from "../aep";

/** The error of an operation that is refused because of what AEP holds. */
export const conflict = (failure: Pick<AepFailure, "operation" | "reason"> & Partial<AepFailure>): AepError =>
  new AepError({ kind: "conflict", outcome: "rejected", ...failure });
