import { setTimeout as sleep } from "node:timers/promises";
import { type Quirk, quirkNames } from "../../emulator/server";
import { AepError, type ExportJob } from "../../provider/aep";
import { emulatorClient } from "../../tools/quickstart/emulator";
import type { LocalAep } from "../worlds/localAep";
import { all } from "../worlds/cannedAep";
import { startDocumented } from "./documented";

const segmentId = "52c26d0d-45f2-47a2-ab30-ed06abc981ff";

/** What a client reads from all answers that a quirk can change, without values that differ by run. */
async function story(aep: LocalAep) {
  const client = emulatorClient(aep.emulator.url);
  const schemaRef = { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" };
  const datasetId = await client.datasets.create({ name: "daily", schemaRef });
  await client.datasets.update(datasetId, [{ op: "add", path: "/description", value: "every day" }]);
  const dataset = await client.datasets.get(datasetId);

  const request = {
    filter: { segments: [{ segmentId, status: ["realized" as const] }] },
    destination: { datasetId, segmentPerBatch: true },
    schema: { name: "_xdm.context.profile" },
  };
  const missing = await client.datasets.get("0".repeat(24));
  const refused = await client.exportJobs.create({ ...request, schema: { name: "x" } }).catch(refusal);
  const created = await client.exportJobs.create(request);
  const states = new Set<string>();
  let done = created;
  while (done.state === "pending") {
    states.add(done.state);
    await sleep(20);
    done = (await client.exportJobs.get(created.id))!;
  }
  const { id } = await client.exportJobs.create(request);
  const listed = (await all(client.exportJobs.list())).map((job) => job.id);
  const cancelled = await client.exportJobs.cancel(id);
  const deleted = await client.datasets.delete(datasetId);

  const places: [unknown, string][] = [
    [datasetId, "DATASET"],
    ...done.batchIds.map((id): [unknown, string] => [id, "BATCH"]),
  ];
  const form = ({ id, status, state, destination, batches, batchIds, errors, filter }: ExportJob) => {
    const text = JSON.stringify({ id, status, state, destination, batches, batchIds, errors, filter });
    return JSON.parse(
      places.reduce((now, [value, name]) => now.replaceAll(String(value), name), text),
    ) as object;
  };
  return {
    description: dataset?.description,
    missing,
    refused,
    created: form(created),
    states: [...states],
    done: form(done),
    listed,
    cancelled,
    deleted,
  };
}

async function told(...quirks: Quirk[]) {
  const aep = await startDocumented(...quirks);
  try {
    return await story(aep);
  } finally {
    await aep.close();
  }
}

/** The parts of an error that callers use, and whether it has a cause. */
function refusal(error: unknown): object {
  if (!(error instanceof AepError)) throw error;
  const { kind, status, outcome, message } = error;
  return { kind, status, outcome, told: message.includes("schema.name: must be _xdm.context.profile") };
}

const plain = {
  description: "every day",
  missing: undefined,
  refused: { kind: "invalid", status: 400, outcome: "rejected", told: true },
  created: {
    id: "1",
    status: "NEW",
    state: "pending",
    destination: { datasetId: "DATASET", segmentPerBatch: true },
    batches: [],
    batchIds: [],
    errors: [],
    filter: { segments: [{ segmentId, status: ["realized"] }] },
  },
  states: ["pending"],
  done: {
    id: "1",
    status: "SUCCEEDED",
    state: "succeeded",
    destination: { datasetId: "DATASET", segmentPerBatch: true },
    batches: [{ segmentId, segmentNs: "ups", status: ["realized"], batchId: "BATCH" }],
    batchIds: ["BATCH"],
    errors: [],
    filter: { segments: [{ segmentId, status: ["realized"] }] },
  },
  listed: ["2", "1"],
  cancelled: true,
  deleted: true,
};

test.each(["none", ...quirkNames, "all at once"])(
  "the client reads the same from every variant of answers: %s",
  async (name) => {
    const quirks = quirkNames.filter((quirk) => name === "all at once" || quirk === name);
    expect(await told(...quirks)).toEqual(plain);
  },
);
