import { join } from "node:path";
import { Ajv } from "ajv";
import type { Quirk } from "../../emulator/server";
import { type Answer, LocalAep } from "../worlds/localAep";
import { readJson, type Sample, type SampleRequest } from "../samples/sample";
import { shapeProblems } from "./shape";

/** An emulator with three profiles, one for each segment that the documents name. */
export function startDocumented(...quirks: Quirk[]): Promise<LocalAep> {
  return LocalAep.start({
    profiles: [join(__dirname, "../samples/profiles.ndjson")],
    jobSeconds: 0.1,
    quirks,
  });
}

/** What stands in a request for a value of the document that only the service can give: ids, above all. */
export type Change = Partial<Pick<SampleRequest, "path" | "query" | "body">>;

/** Makes the document's request with plain `fetch`. */
export function send(aep: LocalAep, { request }: Sample, change: Change = {}): Promise<Answer> {
  const { method, path, query = {}, headers = {}, body } = { ...request, ...change };
  const search = new URLSearchParams(query).toString();
  return aep.call(method, path + (search && `?${search}`), {
    body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  });
}

/** How an answer may differ from the document, every difference named: one more or one less fails. */
export interface Differences {
  /** Lines of {@link shapeProblems}. */
  shape?: string[];
  /** What breaks the published schema, such as `/destination/batches must be object`. */
  schema?: string[];
}

/** Holds an answer against the sample, and against the definition of the published schema that it should follow. */
export function expectDocumented(
  sample: Sample,
  answer: Answer,
  { definition, shape = [], schema = [] }: Differences & { definition?: string } = {},
): void {
  const { status, headers = {}, body } = sample.answer;
  expect(answer.status).toBe(status);
  for (const name of Object.keys(headers)) expect([name, answer.headers.get(name)]).not.toContain(null);
  expect(body === undefined ? answer.body : shapeProblems(body, answer.body)).toEqual(
    body === undefined ? undefined : shape,
  );
  if (definition !== undefined) expect(schemaProblems(definition, answer.body)).toEqual(schema);
}

/** A sample of the Catalog and its answer, both without the ids that the objects stand under. */
export function withoutIds(sample: Sample, answer: Answer): [Sample, Answer] {
  const values = (body: unknown): unknown[] => Object.values(body as object);
  return [
    { ...sample, answer: { ...sample.answer, body: values(sample.answer.body) } },
    { ...answer, body: values(answer.body) },
  ];
}

const ajv = new Ajv({ allErrors: true }).addSchema(readJson("schemas") as object, "adobe");

/** What breaks a definition of `schemas.json`, a line a problem. */
export function schemaProblems(definition: string, value: unknown): string[] {
  const validate = ajv.getSchema(`adobe#/definitions/${definition}`);
  if (!validate) throw new Error(`There is no definition ${definition}.`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The id in `["@/dataSets/ID"]`, whichever way it is spelled. */
export function referencedId({ body }: Answer): string {
  return String((body as string[])[0]).replace(/^@\/data[sS]ets\//, "");
}
