import { oneLine } from "../../http/errors";
import { isRecord } from "../../http/json";

/**
 * Why a file could not be written:
 * - `unsafeName`: its name could lead out of the folder, or is not a valid file name everywhere.
 * - `exists`: something else is in its place.
 * - `diskFull`: the disk is full.
 * - `denied`: there is no permission.
 * - `wrongSize`: AEP sent more or fewer bytes than it announced.
 * - `disk`: any other error of the file system.
 */
export type DownloadErrorKind = "unsafeName" | "exists" | "diskFull" | "denied" | "wrongSize" | "disk";

/** What is known of a file that could not be written. */
export interface DownloadFailure {
  kind: DownloadErrorKind;
  /** Path of the file, or its name if it has no path yet. */
  file: string;
  /** The cause in words. */
  reason: string;
  /** The system's code, such as `ENOSPC`. */
  code?: string;
  /** What the user can do about it, as a sentence. */
  remedy?: string;
}

/** A file could not be written. The message is one line. A failed call is an `AepError` instead. */
export class DownloadError extends Error {
  readonly kind: DownloadErrorKind;
  readonly file: string;
  readonly code?: string;

  constructor({ kind, file, reason, code, remedy }: DownloadFailure) {
    const about = code ? ` (${code})` : "";
    super(oneLine(`Downloading ${file}: ${reason}${about}.${remedy ? ` ${remedy}` : ""}`));
    this.name = "DownloadError";
    this.kind = kind;
    this.file = file;
    this.code = code;
  }
}

/** Makes the error for a refused file operation; undefined if something else was thrown. */
export function diskError(error: unknown, file: string): DownloadError | undefined {
  if (!isRecord(error) || typeof error["syscall"] !== "string") return undefined;
  const code = String(error["code"]);
  const known = causes[code];
  if (known === undefined)
    return new DownloadError({ kind: "disk", file, reason: String(error["message"]), code });
  return new DownloadError({ ...known, file, code });
}

type Cause = Omit<DownloadFailure, "file" | "code">;

const again = "What was downloaded is kept: run it again to resume.";
const full: Cause = { kind: "diskFull", reason: "the disk is full", remedy: `Make room. ${again}` };
const denied: Cause = { kind: "denied", reason: "no permission to write", remedy: again };
const inTheWay: Cause = {
  kind: "exists",
  reason: "a file is where a folder must be, or a folder where a file must be",
};

const noFolder: Cause = {
  kind: "disk",
  reason: "its folder cannot be made",
  remedy: "Choose another folder.",
};

const causes: Record<string, Cause> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay,
  ENOENT: noFolder,
};
