import { bytes, button, element, fill, find, moment, number } from "./elements.mjs";

/** @typedef {import("./state").ConsoleState} ConsoleState */
/** @typedef {import("./state").DatasetView} DatasetView */
/** @typedef {import("./state").BatchView} BatchView */

/** Structs deeper than this are one column, as JSON. */
const depthOfColumns = 3;
const mostRows = 20;

/**
 * Shows the datasets.
 *
 * @param {ConsoleState["datasets"]} datasets
 * @param {(dataset: { id: string, name: string }, key: string) => Node} link A control that opens a dataset's contents.
 */
export function showDatasets({ total, newest }, link) {
  const shown =
    newest.length < total ? `${number(newest.length)} of ${number(total)}, newest first` : "newest first";
  find("p", "datasets-count").textContent = total === 0 ? "" : shown;
  find("p", "datasets-empty").hidden = total > 0;
  fill(find("tbody", "dataset-rows"), newest, {
    key: ({ id }) => id,
    shows: (dataset) => dataset,
    make: (dataset) => datasetRow(dataset, link),
  });
}

/**
 * @param {DatasetView} dataset
 * @param {(dataset: { id: string, name: string }, key: string) => Node} link
 */
function datasetRow(dataset, link) {
  const { id, name, description, takesExports, created, batches } = dataset;
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row", class: "wide" },
      link({ id, name }, "dataset"),
      ...(description ? [element("div", { class: "muted" }, description)] : []),
    ),
    element("td", {}, element("code", {}, id)),
    element("td", {}, takesExports ? "takes exports" : "source"),
    element("td", {}, moment(created)),
    element("td", { class: "number" }, number(batches)),
  );
}

/**
 * Shows the batches of the open dataset.
 *
 * @param {BatchView[]} batches
 * @param {{ open: string | undefined, choose: (batch: string) => void }} choice The batch whose rows are shown.
 */
export function showBatches(batches, { open, choose }) {
  fill(find("tbody", "batch-rows"), batches, {
    key: ({ id }) => id,
    shows: (batch) => [batch, batch.id === open],
    make: ({ id, status, created, records, bytes: size }) =>
      element(
        "tr",
        {},
        element(
          "th",
          { scope: "row" },
          button(id, () => choose(id), {
            id: `batch-${id}`,
            class: "link",
            "aria-pressed": String(id === open),
          }),
        ),
        element("td", {}, status),
        element("td", {}, moment(created)),
        element("td", { class: "number" }, number(records)),
        element("td", { class: "number" }, bytes(size)),
      ),
  });
}

/**
 * Shows the first rows of a batch, a column for each field that has a value in one of them.
 *
 * @param {object[]} records
 * @param {string} batch
 */
export function showRecords(records, batch) {
  const rows = records.slice(0, mostRows).map((record) => new Map(cells(record)));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  find("div", "records").hidden = false;
  find("caption", "records-caption").textContent =
    rows.length === 0 ? `Batch ${batch} has no rows` : `First ${rows.length} rows of batch ${batch}`;
  find("thead", "record-columns").replaceChildren(
    element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column))),
  );
  find("tbody", "record-rows").replaceChildren(
    ...rows.map((row) =>
      element("tr", {}, ...columns.map((column) => element("td", { class: "value" }, row.get(column) ?? ""))),
    ),
  );
}

/**
 * The fields of a record that have a value, by their dot paths.
 *
 * @param {object} record
 * @param {string[]} [path]
 * @returns {[path: string, value: string][]}
 */
function cells(record, path = []) {
  return Object.entries(record).flatMap(([name, value]) => {
    const here = [...path, name];
    if (value === null) return [];
    if (typeof value === "object" && !Array.isArray(value) && here.length < depthOfColumns)
      return cells(value, here);
    return [[here.join("."), typeof value === "string" ? value : JSON.stringify(value)]];
  });
}
