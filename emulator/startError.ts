/**
 * Why the emulator did not start.
 * - `FOLDER_IN_USE`: another emulator works on the data folder.
 * - `FOLDER_UNUSABLE`: the data folder cannot be made.
 * - `INVALID_FAULTS`: the rules for faults are not what they must be.
 * - `PORT_IN_USE`: something listens on the port already.
 */
export type StartErrorCode = "FOLDER_IN_USE" | "FOLDER_UNUSABLE" | "INVALID_FAULTS" | "PORT_IN_USE";

/** The emulator did not start, and its user can mend it. The message is one line. */
export class StartError extends Error {
  override readonly name = "StartError";

  constructor(
    readonly code: StartErrorCode,
    message: string,
  ) {
    super(message);
  }
}
