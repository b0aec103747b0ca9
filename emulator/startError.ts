/**
 * Why the emulator did not start.
 * - `FOLDER_IN_USE`: another emulator works on the data folder.
 * - `FOLDER_UNUSABLE`: the data folder cannot be created.
 * - `INVALID_FAULTS`: the fault rules are wrong.
 * - `PORT_IN_USE`: another program listens on the port.
 */
export type StartErrorCode = "FOLDER_IN_USE" | "FOLDER_UNUSABLE" | "INVALID_FAULTS" | "PORT_IN_USE";

/** The emulator did not start for a reason that its user can fix. The message is one line. */
export class StartError extends Error {
  override readonly name = "StartError";

  constructor(
    readonly code: StartErrorCode,
    message: string,
  ) {
    super(message);
  }
}
