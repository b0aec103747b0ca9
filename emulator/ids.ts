import { createHash, randomBytes, randomUUID } from "node:crypto";
import { monotonicFactory } from "ulid";

/**
 * A dataset id as the Catalog makes it: 24 hex digits, the first eight the second of creation, the
 * rest random.
 */
export function newDatasetId(now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0");
  return seconds + randomBytes(8).toString("hex");
}

/** A generator of batch ids: ULIDs, each greater than the one before. */
export function batchIds(): (now: number) => string {
  return monotonicFactory();
}

/** An opaque id of 32 hex digits, for requests and compute jobs. */
export function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}

/** The id by which the Catalog knows a sandbox. */
export function sandboxId(sandbox: string): string {
  return uuidOf(`sandbox ${sandbox}`);
}

/** The same UUID for the same name, in every run. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
