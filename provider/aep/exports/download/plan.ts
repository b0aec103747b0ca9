import { createHash } from "node:crypto";
import path from "node:path";
import { DownloadError } from "./error";
import type { ExportedPart } from "../parts";

/** A part with the path of the file that it becomes. */
export interface PlannedFile extends ExportedPart {
  path: string;
}

/** The most bytes that file systems allow in a name. */
const longestName = 255;

/** The path of an incomplete file: `NAME.part`. If too long, a digest replaces the end of NAME. */
export function partialName(file: string): string {
  const { dir, base } = path.parse(file);
  const partial = `${base}.part`;
  if (Buffer.byteLength(partial) <= longestName) return path.join(dir, partial);
  const digest = createHash("sha256").update(base).digest("hex").slice(0, 16);
  const end = `-${digest}.part`;
  // A character that was cut in two is left out.
  const start = new TextDecoder().decode(Buffer.from(base).subarray(0, longestName - end.length));
  return path.join(dir, start.replace(/\ufffd$/, "") + end);
}

/**
 * Gives each part its path, `dir/BATCH/NAME`. Parts of one batch with the same name get the path
 * `dir/BATCH/FILE/NAME`; names that differ only in case count as the same. Throws a {@link
 * DownloadError} of kind `unsafeName` for a name that could lead out of the folder.
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

/** These names are refused everywhere, so that what one machine can download, every machine can. */
// eslint-disable-next-line no-control-regex -- no file may have such a name
const unsafe = /^\.{0,2}$|[\u0000-\u001f\u007f\\:*?"<>|]|[. ]$|\.part$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function requireSafe(segments: string[], name: string): void {
  if (!segments.some((segment) => unsafe.test(segment) || Buffer.byteLength(segment) > longestName)) return;
  throw new DownloadError({
    kind: "unsafeName",
    file: JSON.stringify(name),
    reason: "the name could lead out of the folder, or is not a valid file name everywhere",
    remedy: "Nothing was written.",
  });
}
