/**
 * Why the profile store refused or failed.
 * - `INVALID_FILE`: a file to load is missing, of an unknown kind, or holds something that is no record.
 * - `INVALID_REQUEST`: a part of the export request cannot be understood.
 * - `UNSUPPORTED_PQL`: a segment's expression lies outside the subset of PQL that can be evaluated here.
 * - `UNKNOWN_FIELD`: a segment's expression asks for a field that no profile has.
 * - `ABORTED`: the export was stopped by its signal; nothing of it is left.
 */
export type ProfileErrorCode =
  "INVALID_FILE" | "INVALID_REQUEST" | "UNSUPPORTED_PQL" | "UNKNOWN_FIELD" | "ABORTED";

/** The one error that the profile store throws on purpose. Its message is one line and names what is at fault. */
export class ProfileError extends Error {
  override readonly name = "ProfileError";

  constructor(
    readonly code: ProfileErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The refusal of a file. `where` is its path, with the place in it where there is one. */
export function invalidFile(where: string, reason: string, options?: ErrorOptions): ProfileError {
  return new ProfileError("INVALID_FILE", `Loading ${where}: ${reason}`, options);
}
