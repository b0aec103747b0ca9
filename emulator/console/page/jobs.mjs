import { duration, element, fill, find, moment, number } from "./elements.mjs";

/** @typedef {import("./state").ConsoleState} ConsoleState */
/** @typedef {import("./state").JobView} JobView */

const unfinished = new Set(["NEW", "PROCESSING", "CANCELLING"]);

/** What a rule for faults has in store for a job, in words. */
const fates = {
  fail: "a fault will make it fail",
  "fail-writing": "a fault will make it fail and leave a failed batch",
  hang: "a fault makes it hang until it is cancelled",
  vanish: "a fault makes clients get 404 for it",
  deaf: "a fault will drop the first request to cancel it",
};

/**
 * Shows the export jobs.
 *
 * @param {ConsoleState} state
 * @param {(dataset: { id: string, name: string }, key: string) => Node} link A control that opens a dataset's contents.
 */
export function showJobs({ jobs: { counts, newest }, now }, link) {
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  find("p", "jobs-count").textContent = present
    .map(([status, count]) => `${number(count)} ${status}`)
    .join(" · ");
  find("p", "jobs-empty").hidden = newest.length > 0;
  const rows = find("tbody", "job-rows");
  fill(rows, newest, { key: ({ id }) => String(id), shows: (job) => job, make: (job) => jobRow(job, link) });
  for (const cell of rows.querySelectorAll("[data-since]"))
    cell.textContent = duration(now - Number(cell.getAttribute("data-since")));
}

/**
 * @param {JobView} job
 * @param {(dataset: { id: string, name: string }, key: string) => Node} link
 */
function jobRow(job, link) {
  const { id, status, fields, filters, dataset, created, updated, profiles, errors, fault } = job;
  const { name } = dataset;
  const atWork = unfinished.has(status);
  return element(
    "tr",
    {},
    element("th", { scope: "row", class: "number" }, String(id)),
    element(
      "td",
      {},
      statusMark(status),
      ...(status === "PROCESSING" ? [element("progress", { "aria-label": `Job ${id} is at work` })] : []),
    ),
    element(
      "td",
      { class: "wide" },
      element("div", { class: "fields" }, fields?.split(",").join(", ") ?? "all fields"),
      element("div", { class: "muted" }, filters.join(" · ")),
      ...errors.map((error) => element("div", { class: "error" }, error)),
      ...(fault && (atWork || fault === "vanish") ? [element("div", { class: "fate" }, fates[fault])] : []),
    ),
    element(
      "td",
      {},
      name === undefined
        ? element("span", { class: "muted" }, `${dataset.id} (deleted)`)
        : link({ id: dataset.id, name }, `job-${id}`),
    ),
    element("td", { class: "number" }, number(profiles)),
    element("td", {}, moment(created)),
    atWork
      ? element("td", { class: "number", "data-since": String(created) })
      : element("td", { class: "number" }, duration(updated - created)),
  );
}

/** @param {string} status */
function statusMark(status) {
  return element("span", { class: `status ${status.toLowerCase()}` }, status);
}
