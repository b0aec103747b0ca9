import { showBatches, showDatasets, showRecords } from "./contents.mjs";
import { button, choices, element, find } from "./elements.mjs";
import { commonFaults, showFaults, withFault } from "./faults.mjs";
import { showJobs } from "./jobs.mjs";

/** @typedef {import("./state").ConsoleState} ConsoleState */
/** @typedef {import("./state").BatchView} BatchView */
/** @typedef {import("../../faults/rules").Faults} Faults */

const statePath = "/emulator/console";
const faultsPath = "/emulator/faults";
/** Milliseconds between two looks. */
const interval = 1000;

/** What the user looks at. The address keeps sandbox and status over a reload. */
const view = {
  sandbox: new URLSearchParams(location.search).get("sandbox") ?? "",
  status: new URLSearchParams(location.search).get("status") ?? "",
  /** @type {{ id: string, name: string } | undefined} */
  dataset: undefined,
  /** The batch that the user has picked; otherwise the newest one is shown. @type {string | undefined} */
  batch: undefined,
  /** The batch whose rows are on the page. @type {string | undefined} */
  shownBatch: undefined,
};
/** Counts the looks: the answer to any but the last is stale. */
let looks = 0;
/** @type {ConsoleState | undefined} */
let state;

/** Looks at the emulator, and shows what there is. */
async function look() {
  const mine = ++looks;
  try {
    const { sandbox, status } = view;
    const answer = await fetch(`${statePath}?${new URLSearchParams({ sandbox, status })}`);
    if (mine !== looks) return;
    // The address of the page may be of another emulator's sandbox.
    if (answer.status === 404 && sandbox) return turnTo({ sandbox: "" });
    const fresh = /** @type {ConsoleState} */ (await (await accepted(answer)).json());
    if (mine !== looks) return;
    showState(fresh);
    await lookInto(mine);
    if (mine === looks) connection("live", "Live");
  } catch (error) {
    if (mine === looks)
      connection("lost", `Out of date, trying again: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {ConsoleState} fresh */
function showState(fresh) {
  state = fresh;
  choices(
    find("select", "sandbox"),
    fresh.sandboxes.map((name) => [name, name]),
    fresh.sandbox,
  );
  showJobs(fresh, datasetLink);
  choices(find("select", "status"), statusChoices(fresh), view.status);
  showDatasets(fresh.datasets, datasetLink);
  showFaults(fresh.faults, (rules) => void replaceFaults(rules));
}

/**
 * @param {ConsoleState} state
 * @returns {[value: string, label: string][]}
 */
function statusChoices({ jobs }) {
  return [
    ["", "all jobs"],
    ...Object.keys(jobs.counts).map((status) => /** @type {[string, string]} */ ([status, status])),
  ];
}

/**
 * Shows the batches of the open dataset, and the first rows of one.
 *
 * @param {number} mine
 */
async function lookInto(mine) {
  const { dataset } = view;
  if (!dataset) return;
  const answer = await fetch(`${statePath}/batches?${within({ dataset: dataset.id })}`);
  if (mine !== looks) return;
  const batches = answer.ok ? /** @type {BatchView[]} */ (await answer.json()) : [];
  const open = batches.find(({ id }) => id === view.batch)?.id ?? batches[0]?.id;
  const note = answer.ok ? "No batch: no export into it has succeeded yet." : "It has been deleted.";
  find("p", "contents-note").textContent = batches.length > 0 ? "" : note;
  showBatches(batches, { open, choose: openBatch });
  if (open === view.shownBatch) return;
  find("div", "records").hidden = true;
  view.shownBatch = undefined;
  if (open === undefined) return;
  const rows = await ask(`${statePath}/rows?${within({ batch: open })}`);
  const records = JSON.parse(await rows.text(), asWritten);
  if (mine !== looks) return;
  showRecords(records, open);
  view.shownBatch = open;
}

/**
 * A number too large for JavaScript as it is written, where the browser tells that.
 *
 * @param {string} _name
 * @param {unknown} value
 * @param {{ source?: string }} [context]
 */
function asWritten(_name, value, context) {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

/** @param {Record<string, string>} query */
function within(query) {
  return new URLSearchParams({ sandbox: view.sandbox, ...query });
}

/**
 * A control that opens a dataset.
 *
 * @param {{ id: string, name: string }} dataset
 * @param {string} key Tells the controls of one dataset apart.
 */
function datasetLink(dataset, key) {
  return button(dataset.name, () => openDataset(dataset), { id: `${key}-${dataset.id}`, class: "link" });
}

/** @param {{ id: string, name: string } | undefined} dataset */
function openDataset(dataset) {
  Object.assign(view, { dataset, batch: undefined, shownBatch: undefined });
  find("section", "contents").hidden = dataset === undefined;
  find("div", "records").hidden = true;
  find("tbody", "batch-rows").replaceChildren();
  find("p", "contents-note").textContent = "";
  if (!dataset) return;
  const title = find("h2", "contents-title");
  title.textContent = `Contents of ${dataset.name}`;
  title.focus();
  void look();
}

/** @param {string} batch */
function openBatch(batch) {
  view.batch = batch;
  void look();
}

/** @param {Faults} rules */
async function replaceFaults(rules) {
  const headers = { "content-type": "application/json" };
  await changeFaults(() => ask(faultsPath, { method: "PUT", headers, body: JSON.stringify(rules) }));
}

/** @param {() => Promise<Response>} change */
async function changeFaults(change) {
  const alert = find("p", "fault-error");
  alert.hidden = true;
  try {
    await change();
  } catch (error) {
    alert.textContent = `Nothing was changed: ${/** @type {Error} */ (error).message}`;
    alert.hidden = false;
  }
  await look();
  // What was pressed may be gone with its rule.
  const focused = document.activeElement;
  if (focused === document.body || focused?.closest("[hidden]")) find("select", "fault-choice").focus();
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function ask(url, options) {
  return accepted(await fetch(url, options));
}

/** An answer, unless it is a refusal. @param {Response} answer */
async function accepted(answer) {
  if (answer.ok) return answer;
  const { detail = answer.statusText } = await answer.json().catch(() => ({}));
  throw new Error(`${detail} (${answer.status})`);
}

/**
 * @param {"live" | "lost"} kind
 * @param {string} text
 */
function connection(kind, text) {
  const shown = find("p", "connection");
  shown.className = kind;
  if (shown.textContent !== text) shown.textContent = text;
}

/** Shows another sandbox, or jobs of another status. @param {{ sandbox?: string, status?: string }} change */
function turnTo(change) {
  Object.assign(view, change);
  const { sandbox, status } = view;
  history.replaceState(null, "", `?${new URLSearchParams({ sandbox, status })}`);
  void look();
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(() => void watch(), interval);
}

find("select", "sandbox").addEventListener("change", ({ target }) => {
  openDataset(undefined);
  turnTo({ sandbox: /** @type {HTMLSelectElement} */ (target).value });
});
find("select", "status").addEventListener("change", ({ target }) => {
  turnTo({ status: /** @type {HTMLSelectElement} */ (target).value });
});
find("button", "contents-close").addEventListener("click", () => openDataset(undefined));
find("button", "faults-off").addEventListener("click", () => {
  void changeFaults(() => ask(faultsPath, { method: "DELETE" }));
});
find("form", "fault-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const [, fault] = commonFaults[find("select", "fault-choice").selectedIndex] ?? [];
  if (state && fault) void replaceFaults(withFault(state.faults, fault));
});
find("select", "fault-choice").append(...commonFaults.map(([label]) => element("option", {}, label)));
document.addEventListener("visibilitychange", () => !document.hidden && void look());
void watch();
