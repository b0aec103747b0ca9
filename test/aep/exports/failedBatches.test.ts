import { failedBatches, type ExportJob } from "../../../provider/aep";
import { accessToken, serverForEachTest, type Canned } from "../../worlds/cannedAep";

const server = serverForEachTest();

const job = {
  id: "1",
  status: "FAILED",
  state: "failed",
  destination: { segmentPerBatch: false },
  batches: [],
  batchIds: ["b1"],
  errors: [],
} as unknown as ExportJob;

/** Answers by the kind and the path of a call. */
const answering = (answers: Record<string, Canned>) =>
  server.answers(({ path, query }) => {
    const key = `${path.split("/").at(-1)} ${query.get("path") ?? ""}`.trim();
    return answers[key] ?? { status: 404, body: { title: "Not Found" } };
  });

const names = (...all: string[]): Canned => ({ body: { data: all.map((name) => ({ name, length: "0" })) } });

test("tells files and errors of rows, without a value of a row and without a secret", async () => {
  const row = { name: { firstName: "Ada", mail: "ada@example.com" }, phone: "+43 660 1234567" };
  const failure = (message: string) => ({
    _errors: [{ code: "INGEST-1205-400", message }],
    _corrupt_record: JSON.stringify(row),
  });
  const lines = [
    failure("The value Ada cannot be an integer"),
    failure('The value "Ada Lovelace" of ada@example.com, +43 660 1234567, is too long'),
    failure(`Refused with ${accessToken}`),
    failure("A fourth"),
  ];
  answering({
    failed: names("part-0.parquet"),
    meta: names("input_files", "row_errors", "row_errors_sample.json"),
    "meta row_errors": names("errors_0.json"),
    "meta row_errors/errors_0.json": { body: lines.map((line) => JSON.stringify(line)).join("\n") },
  });
  expect(await failedBatches(server.client, job)).toEqual([
    "batch b1: part-0.parquet not written, errors of rows: " +
      "INGEST-1205-400 The value … cannot be an integer; " +
      "INGEST-1205-400 The value … of … …, is too long; " +
      "INGEST-1205-400 Refused with [secret]",
  ]);
});

test("the sample serves where there is no folder of errors; what has another form is not shown", async () => {
  const sample = (rows: unknown) =>
    answering({
      failed: names(),
      meta: names("row_errors_sample.json"),
      "meta row_errors_sample.json": { body: rows },
    });
  sample([{ _errors: [{ code: "X-1", message: "too long" }] }]);
  expect(await failedBatches(server.client, job)).toEqual(["batch b1: errors of rows: X-1 too long"]);
  for (const other of [[{ reason: "Ada", name: "Ada" }], "Ada;17", [], { _errors: "Ada" }, "null"]) {
    sample(other);
    expect(await failedBatches(server.client, job)).toEqual([]);
  }
});

test.each<[string, Canned]>([
  ["a missing permission", { status: 403, body: { title: "Forbidden" } }],
  ["an unknown batch", { status: 404, body: { title: "Not Found" } }],
  ["an answer that makes no sense", { body: "<html>" }],
])("%s leaves it out", async (_name, answer) => {
  server.answers(answer);
  expect(await failedBatches(server.client, job)).toEqual([]);
});

test("nothing is asked about a job that has not failed, or that names no batch", async () => {
  expect(await failedBatches(server.client, { ...job, state: "succeeded" })).toEqual([]);
  expect(await failedBatches(server.client, { ...job, batchIds: [] })).toEqual([]);
  expect(server.seen).toEqual([]);
});

test("an answer that never comes is not waited for longer than five seconds", async () => {
  server.answers(() => undefined);
  const asked = performance.now();
  expect(await failedBatches(server.client, job)).toEqual([]);
  expect(performance.now() - asked).toBeLessThan(8_000);
}, 20_000);
