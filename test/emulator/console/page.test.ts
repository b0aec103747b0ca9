import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { JSDOM } from "jsdom";
import type { FaultReport } from "../../../emulator/server";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";
import { startBusyAep } from "./busyAep";
import { openInJsdom } from "./jsdomPage";

/**
 * The console's page on a machine without a browser: all but its looks and its
 * Content-Security-Policy.
 */

const data = mkdtempSync(path.join(tmpdir(), "aep-console-"));
let aep: LocalAep;
let dom: JSDOM;
let document: Document;

beforeAll(async () => {
  aep = await startBusyAep(data);
}, 120_000);

beforeEach(async () => {
  dom = await openInJsdom(aep.emulator.url);
  document = dom.window.document;
  await shown("#connection", "Live");
});

afterEach(() => dom.window.close());

afterAll(async () => {
  await aep.close();
  rmSync(data, { recursive: true, force: true });
});

function all(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? "");
}

/** Waits until an element that matches the selector contains a text. */
function shown(selector: string, text: string): Promise<string> {
  return eventually(() => all(selector).find((found) => found.includes(text)));
}

function press(selector: string, text: string): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>(`${selector} button, button${selector}`)];
  const found = buttons.find((button) => button.textContent?.includes(text));
  if (!found) throw new Error(`The page has no button "${text}" in ${selector}.`);
  found.focus();
  found.click();
}

function choose(selector: string, value: string): void {
  const select = document.querySelector<HTMLSelectElement>(selector)!;
  select.value = value;
  select.dispatchEvent(new dom.window.Event("change", { bubbles: true }));
}

async function faultReport(): Promise<FaultReport> {
  return (await aep.call<FaultReport>("GET", "/emulator/faults")).body;
}

test("jobs show their status, and what they export in words", () => {
  expect(all("#job-rows .status")).toEqual([
    "NEW",
    "PROCESSING",
    "CANCELLED",
    "FAILED",
    "SUCCEEDED",
    "SUCCEEDED",
  ]);
  expect(all("#jobs-count")).toEqual(["1 NEW · 1 PROCESSING · 2 SUCCEEDED · 1 FAILED · 1 CANCELLED"]);
  const [, atWork, , failed, perSegment] = all("#job-rows tr");
  expect(atWork).toContain(
    "all profiles · updated since 2024-03-01T00:00:00Z · with _id,timestamp of their events",
  );
  expect(failed).toContain("A rule for faults asked for this job to fail.");
  expect(perSegment).toMatch(
    /person\.name, personalEmail\.address.*in segment ".*" \(realized, existing\) or ".*a batch for each/,
  );
  expect(document.querySelectorAll("progress")).toHaveLength(1);
});

test("the time of a running job goes on, and unchanged rows stay the same elements", async () => {
  const row = document.querySelector("#job-rows [data-key='5']")!;
  const took = row.lastElementChild!.textContent;
  await eventually(() => row.lastElementChild!.textContent !== took);
  expect(document.querySelector("#job-rows [data-key='5']")).toBe(row);
});

test("a new job appears, and its row shows each change of status", async () => {
  const { body } = await aep.call<{ id: number }>("POST", "/data/core/ups/export/jobs", {
    sandbox: "prod",
    body: {
      destination: { datasetId: document.querySelector("#dataset-rows code")!.textContent },
      schema: { name: "_xdm.context.profile" },
    },
  });
  await shown(`#job-rows [data-key='${body.id}']`, "NEW");
  await aep.call("DELETE", `/data/core/ups/export/jobs/${body.id}`);
  await shown(`#job-rows [data-key='${body.id}']`, "CANCELLED");
  await aep.call("DELETE", `/data/core/ups/export/jobs/${body.id}`);
  await eventually(() => !document.querySelector(`#job-rows [data-key='${body.id}']`));
});

test("shows jobs of one status", async () => {
  choose("#status", "FAILED");
  await eventually(() => all("#job-rows tr").length === 1);
  expect(all("#job-rows .status")).toEqual(["FAILED"]);
  expect(dom.window.location.search).toBe("?sandbox=&status=FAILED");
});

test("shows the contents of another sandbox", async () => {
  expect(all("#sandbox option")).toEqual(["prod", "dev"]);
  choose("#sandbox", "dev");
  await eventually(() => !document.querySelector<HTMLElement>("#jobs-empty")!.hidden);
  expect(all("#job-rows tr")).toEqual([]);
  expect(all("#dataset-rows th button").some((name) => name.startsWith("Daily"))).toBe(false);
});

test("an address with an unknown sandbox shows the first one", async () => {
  dom.window.close();
  dom = await openInJsdom(`${aep.emulator.url}/?sandbox=gone`);
  document = dom.window.document;
  await shown("#connection", "Live");
  expect(document.querySelector<HTMLSelectElement>("#sandbox")!.value).toBe("prod");
});

test("names are shown as plain text, never as markup", () => {
  expect(all("#dataset-rows th button")).toContainEqual(expect.stringContaining("<img src=x onerror="));
  expect(document.querySelector("img")).toBeNull();
});

test("a dataset opens with its batches and the first rows of one batch", async () => {
  press("#dataset-rows", "Spring campaign");
  expect(document.activeElement?.id).toBe("contents-title");
  const caption = await shown("#records-caption", "First 20 rows of batch");
  expect(all("#batch-rows tr")).toHaveLength(2);
  expect(all("#record-columns th")).toEqual(
    expect.arrayContaining(["person.name.firstName", "personalEmail.address", "homeAddress.city"]),
  );
  expect(all("#record-rows tr")).toHaveLength(20);
  const older = all("#batch-rows button")[1] ?? "";
  expect(caption).not.toContain(older);
  press("#batch-rows", older);
  await shown("#records-caption", older);
  expect(document.activeElement?.textContent).toBe(older);
  press("#contents", "Close");
  expect(document.querySelector<HTMLElement>("#contents")!.hidden).toBe(true);
});

test("an open dataset shows that it was deleted", async () => {
  const id = await aep.createDataset("Short-lived");
  await shown("#dataset-rows", "Short-lived");
  press("#dataset-rows", "Short-lived");
  await shown("#contents-note", "No batch");
  await aep.call("DELETE", `/data/foundation/catalog/dataSets/${id}`);
  await shown("#contents-note", "deleted");
});

test("faults are shown in words, added, and switched off one by one or all", async () => {
  const before = await faultReport();
  expect(all("#fault-rules li div:first-child")).toEqual([
    "throttle: answer 429, for any method with /segment/ in its path, Retry-After 1 s, with probability 0.2",
    "error-after: answer an error after the work is done, for PATCH with /dataSets in its path, at most 3 times",
  ]);
  choose("#fault-choice", "Let the next job hang");
  press("#fault-form", "Switch on");
  await shown("#fault-rules", "hang: jobs hang until they are cancelled, at most once");
  expect(await faultReport()).toMatchObject({
    calls: before.calls.map(({ met, times, ...rule }) => ({ ...rule, ...(times && { times: times - met }) })),
    jobs: [{ fault: "hang", times: 1 }],
  });

  press("#fault-rules", "Switch off");
  await shown("#faults-count", "2 rules");
  expect(await faultReport()).toMatchObject({ calls: [{ fault: "error-after" }], jobs: [{ fault: "hang" }] });

  press("#faults-off", "Switch all off");
  await shown("#faults-count", "none");
  expect(await faultReport()).toMatchObject({ calls: [], jobs: [] });
  expect(document.activeElement?.id).toBe("fault-choice");
});

test("latency is put before rules after which it would not be tried", async () => {
  await aep.call("PUT", "/emulator/faults", {
    body: { calls: [{ fault: "throttle", path: "/nowhere", times: 1 }] },
  });
  await shown("#faults-count", "1 rule");
  choose("#fault-choice", "Let every call wait for half a second");
  press("#fault-form", "Switch on");
  await shown("#faults-count", "2 rules");
  expect((await faultReport()).calls.map(({ fault }) => fault)).toEqual(["latency", "throttle"]);
  await aep.call("DELETE", "/emulator/faults");
});

test("shows that the emulator has ended, and keeps the last data", async () => {
  const other = await LocalAep.start();
  dom.window.close();
  dom = await openInJsdom(other.emulator.url);
  document = dom.window.document;
  await shown("#connection", "Live");
  await other.close();
  await shown("#connection", "Out of date, trying again");
  expect(all("#dataset-rows tr").length).toBeGreaterThan(0);
});
