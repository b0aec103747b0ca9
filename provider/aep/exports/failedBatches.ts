import type { AepClient } from "../client/client";
import type { ExportJob } from "../exportJobs/job";
import { oneLine, withoutStop } from "../http/errors";
import { isRecord, parseJson } from "../http/json";

/** Milliseconds after which no more is asked about a failed job. */
const patienceMs = 5_000;

/** The most batches, and the most different errors of rows of each, that are told. */
const [mostBatches, mostErrors] = [3, 3];

/**
 * What AEP tells about the batches of a failed job, a phrase for each batch: which files it could not
 * write, and the errors of rows. Never a value of a row. A batch about which AEP tells nothing, or
 * not in time, is left out.
 */
export async function failedBatches(client: AepClient, job: ExportJob): Promise<string[]> {
  if (job.state !== "failed") return [];
  const hasty = client.withSignal(AbortSignal.timeout(patienceMs));
  const phrases = await Promise.all(
    job.batchIds.slice(0, mostBatches).map(async (id) => {
      const [files, errors] = await Promise.all([
        hasty.diagnostics.failed(id).catch(() => []),
        rowErrors(hasty, id).catch(() => []),
      ]);
      const parts = [
        ...(files.length > 0 ? [`${files.slice(0, mostErrors).join(", ")} not written`] : []),
        ...(files.length > mostErrors ? [`and ${files.length - mostErrors} more files`] : []),
        ...(errors.length > 0 ? [`errors of rows: ${errors.join("; ")}`] : []),
      ];
      return parts.length === 0 ? "" : oneLine(`batch ${id}: ${parts.join(", ")}`, 600);
    }),
  );
  return phrases.filter((phrase) => phrase !== "");
}

const folder = "row_errors";

/** The different errors of rows, from the first file that holds any. */
async function rowErrors({ diagnostics }: AepClient, batchId: string): Promise<string[]> {
  const top = await diagnostics.meta(batchId);
  const inFolder = top.includes(folder) ? await diagnostics.meta(batchId, folder) : [];
  const paths = [
    ...inFolder.slice(0, 1).map((name) => `${folder}/${name}`),
    ...top.filter((name) => name === "row_errors_sample.json"),
  ];
  for (const path of paths) {
    const found = errorsIn(await diagnostics.read(batchId, path));
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The errors in a file of rows: Adobe's documents do not give its form, so that only what is clearly
 * an error is taken, from one JSON document or from JSON lines.
 */
function errorsIn(text: string): string[] {
  const whole = parseJson(text);
  const rows = whole === undefined ? text.split("\n").map(parseJson) : [whole].flat();
  const told = rows.filter(isRecord).flatMap(({ _errors: listed, ...row }) => {
    const errors = [listed ?? []].flat().filter(isRecord);
    const known = new Set(wordsIn(row));
    return errors.map(({ code, message }) =>
      [
        ...(typeof code === "string" && isCode.test(code) ? [code] : []),
        ...(typeof message === "string" ? [withoutStop(withoutValues(message, known))] : []),
      ].join(" "),
    );
  });
  return [...new Set(told)].filter((error) => error !== "").slice(0, mostErrors);
}

/** Text without the words of its row, and without what may be a value: what is quoted, mail addresses, long numbers. */
const withoutValues = (text: string, known: Set<string>): string =>
  text
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|\S+@\S+|\+?\d[\d .-]{5,}\d/g, "…")
    .replace(word, (found) => (known.has(found.toLowerCase()) ? "…" : found));

/** `INGEST-1205-400`. */
const isCode = /^[\w-]{1,40}$/;

const word = /[\p{L}\p{N}_]+/gu;

/** The words of all values in a row, at any depth. A text that holds JSON is read as such. */
function wordsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(wordsIn);
  const inner = typeof value === "string" ? parseJson(value) : undefined;
  if (typeof inner === "object" && inner !== null) return wordsIn(inner);
  return String(value).toLowerCase().match(word) ?? [];
}
