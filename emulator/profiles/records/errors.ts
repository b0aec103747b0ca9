/**
 * Why the profile store refused or failed.
 * - `INVALID_FILE`: a file to load is missing, has an unknown extension, or holds something other
 *   than records.
 * - `INVALID_REQUEST`: a part of the export request is invalid, or an object that it names is
 *   missing.
 * - `UNSUPPORTED_PQL`: a segment's expression uses a part of PQL that the emulator does not
 *   support.
 * - `UNKNOWN_FIELD`: a segment's expression uses a field that no profile has.
 * - `ABORTED`: the export was stopped by its signal. Its files are deleted.
 */
export type ProfileErrorCode =
  "INVALID_FILE" | "INVALID_REQUEST" | "UNSUPPORTED_PQL" | "UNKNOWN_FIELD" | "ABORTED";

/** The error of the profile store. Its message is one line and names the cause. */
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

/** The refusal of a file. `where` is the path, with the place in the file if known. */
export function invalidFile(where: string, reason: string, options?: ErrorOptions): ProfileError {
  return new ProfileError("INVALID_FILE", `Loading ${where}: ${reason}`, options);
}
