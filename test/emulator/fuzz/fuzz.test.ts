import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import type { BatchFiles, FileParts } from "../../../contract/dataAccess";
import type { ExportJob, ExportJobPage } from "../../../contract/exportJobs";
import type { SegmentDefinitionPage } from "../../../contract/segments";
import type { Records } from "./fuzzedRecords";
import { access, batches, datasets, fuzzedRequest, jobs, segments, toWire, type Wire } from "./fuzzedRequest";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

/** How long the test searches. */
const seconds = Number(process.env["FUZZ_SECONDS"] ?? 6);

let aep: LocalAep;
/** The records that fuzzed calls name. They may change, but must not be deleted. */
let target: Records;
/** The records that no fuzzed call names. They must not change. */
let witness: Records;
const unforeseen: Error[] = [];

beforeAll(async () => {
  aep = await LocalAep.start({ log: (error) => unforeseen.push(error) });
  [target, witness] = [await makeRecords(), await makeRecords()];
});

afterAll(() => aep.close());

async function makeRecords(): Promise<Records> {
  const dataset = await aep.createDataset();
  const body = { destination: { datasetId: dataset }, schema: { name: "_xdm.context.profile" } };
  const { id } = (await aep.call<ExportJob>("POST", jobs, { body })).body;
  const batch = await eventually(async () => {
    const job = await aep.call<ExportJob>("GET", `${jobs}/${id}`);
    return job.body.destination.batchId || undefined;
  });
  const files = await aep.call<BatchFiles>("GET", `${access}/batches/${batch}/files`);
  const file = files.body.data[0]?.dataSetFileId ?? "";
  const parts = await aep.call<FileParts>("GET", `${access}/files/${file}`);
  const part = parts.body.data[0]?.name ?? "";
  const { body: definitions } = await aep.call<SegmentDefinitionPage>("GET", `${segments}?limit=1`);
  return { dataset, job: String(id), batch, file, part, segment: definitions.segments[0]?.id ?? "" };
}

/** Every answer that shows the records, with its status. */
async function tell({ dataset, job, batch, file, part }: Records): Promise<object[]> {
  const paths = [
    `${datasets}/${dataset}`,
    `${jobs}/${job}`,
    `${batches}/${batch}`,
    `${access}/batches/${batch}/files`,
    `${access}/files/${file}`,
    `${access}/files/${file}?path=${part}`,
  ];
  return Promise.all(
    paths.map(async (path) => {
      const answer = await aep.fetch("GET", path);
      return { path, status: answer.status, body: await answer.text() };
    }),
  );
}

/**
 * Sends exactly the bytes that it is given.
 *
 * @returns the whole answer, "" where the connection just ended.
 */
async function send({ method, url, headers, body }: Wire): Promise<string> {
  const socket = connect(Number(new URL(aep.emulator.url).port), "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer to ${method} ${url}`)));
  await once(socket, "connect");
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const broken = new Promise<string>((resolve, reject) =>
    // A server that refuses a body before its end resets the connection, sometimes before the answer is read.
    socket.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve("") : reject(error),
    ),
  );
  socket.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n${body}`);
  return Promise.race([text(socket), broken]);
}

/** Waits until no job has a status. */
function none(status: string): Promise<boolean> {
  return eventually(async () => {
    const { body } = await aep.call<ExportJobPage>("GET", `${jobs}?limit=1&status=${status}`);
    return body.records.length === 0;
  });
}

it("answers every fuzzed request without an internal error, and loses no record", async () => {
  const before = await tell(witness);
  await fc.assert(
    fc.asyncProperty(fuzzedRequest, async (generated) => {
      const sent = toWire(generated, { target, token: aep.token });
      const answer = await send(sent);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
      if (status >= 500 && status !== 501) throw new Error(`${JSON.stringify(sent)}\n${answer}`);
    }),
    { numRuns: 1_000_000, interruptAfterTimeLimit: seconds * 1000 },
  );
  expect(unforeseen).toEqual([]);
  expect(await tell(witness)).toEqual(before);
  expect(await tell(target)).toEqual(Array(before.length).fill(expect.objectContaining({ status: 200 })));
  for (const status of ["NEW", "PROCESSING"]) await none(status);
  const { body } = await aep.call<ExportJobPage>("GET", `${jobs}?limit=1000&status=FAILED`);
  expect(body.records.flatMap(({ errors = [] }) => errors).filter(({ code }) => code === "unknown")).toEqual(
    [],
  );
});
