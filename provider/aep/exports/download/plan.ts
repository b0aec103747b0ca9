import { createHash } from "node:crypto";
import path from "node:path";
import { DownloadError } from "./error";
import type { ExportedPart } from "../parts";

/** A part and the file that it becomes. */
export interface PlannedFile extends ExportedPart {
  path: string;
}

/** Bytes of the longest name that file systems take. */
const longestName = 255;

/** What a file is called until it is whole: `NAME.part`, where `.part` makes the name too long with a digest in place of its end. */
export function partialName(file: string): string {
  const { dir, base } = path.parse(file);
  const partial = `${base}.part`;
  if (Buffer.byteLength(partial) <= longestName) return path.join(dir, partial);
  const digest = createHash("sha256").update(base).digest("hex").slice(0, 16);
  const end = `-${digest}.part`;
  // A character that is cut in two is left out.
  const start = new TextDecoder().decode(Buffer.from(base).subarray(0, longestName - end.length));
  return path.join(dir, start.replace(/\ufffd$/, "") + end);
}

/**
 * Gives each part its place, `dir/BATCH/NAME`. Parts of one batch whose names are the same, be it only on a file system
 * that ignores case, are kept apart as `dir/BATCH/FILE/NAME`. Throws a {@link DownloadError} of kind `unsafeName` for a name
 * that could lead out of the folder.
 */
export function planDownload(parts: readonly ExportedPart[], dir: string): PlannedFile[] {
  const shared = new Map<string, number>();
  for (const part of parts) shared.set(placeOf(part), (shared.get(placeOf(part)) ?? 0) + 1);
  return parts.map((part) => {
    const { batchId, fileId, name } = part;
    const folders = shared.get(placeOf(part)) === 1 ? [batchId] : [batchId, fileId];
    for (const folder of folders) requireSafe([folder], folder);
    requireSafe(name.split("/"), name);
    return { ...part, path: path.join(dir, ...folders, name) };
  });
}

const placeOf = ({ batchId, name }: ExportedPart): string =>
  `${batchId}/${name}`.normalize("NFC").toLowerCase();

/** Refused everywhere, so that what one machine can download, every machine can. */
// eslint-disable-next-line no-control-regex -- no file may have such a name
const unsafe = /^\.{0,2}$|[\u0000-\u001f\u007f\\:*?"<>|]|[. ]$|\.part$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function requireSafe(segments: string[], name: string): void {
  if (!segments.some((segment) => unsafe.test(segment) || Buffer.byteLength(segment) > longestName)) return;
  throw new DownloadError({
    kind: "unsafeName",
    file: JSON.stringify(name),
    reason: "the name could lead out of the folder, or cannot be a file's name everywhere",
    remedy: "Nothing was written.",
  });
}
