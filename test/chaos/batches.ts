import { listParts, readRows, type AepClient } from "../../provider/aep";

/** More rows than any export of these runs has. */
const allRows = 1_000;

/** Batches of a dataset that hold data. */
export async function batchesOf(aep: AepClient, dataSet: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, status } of aep.batches.list({ dataSet })) if (status === "success") ids.push(id);
  return ids;
}

/** Rows that can be read from the files of batches. */
export async function rowsIn(aep: AepClient, batchIds: string[]): Promise<number> {
  const parts = await listParts(aep, batchIds);
  const rows = await readRows(
    parts.map((part) => ({ client: aep, part })),
    allRows,
  );
  return rows.length;
}
