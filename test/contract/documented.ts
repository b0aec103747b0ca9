import { join } from "node:path";
import { Ajv } from "ajv";
import type { Quirk } from "../../emulator/server";
import { type Answer, LocalAep } from "../worlds/localAep";
import { readJson, type Sample, type SampleRequest } from "../samples/sample";
import { shapeProblems } from "./shape";

/** An emulator with three profiles, one in each segment of the documents. */
export function startDocumented(...quirks: Quirk[]): Promise<LocalAep> {
  return LocalAep.start({
    profiles: [join(__dirname, "../samples/profiles.ndjson")],
    jobSeconds: 0.1,
    quirks,
  });
}

/** Replaces values of a documented request that only the service can give, mostly ids. */
export type Change = Partial<Pick<SampleRequest, "path" | "query" | "body">>;

/** Makes the documented request with plain `fetch`. */
export function send(aep: LocalAep, { request }: Sample, change: Change = {}): Promise<Answer> {
  const { method, path, query = {}, headers = {}, body } = { ...request, ...change };
  const search = new URLSearchParams(query).toString();
  return aep.call(method, path + (search && `?${search}`), {
    body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  });
}

/** The exact differences of an answer from the document: one more or one less fails. */
export interface Differences {
  /** Lines of {@link shapeProblems}. */
  shape?: string[];
  /** Violations of the published schema, such as `/destination/batches must be object`. */
  schema?: string[];
}

/** Compares an answer with the sample, and with its definition in the published schema. */
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

/** A sample of the Catalog and its answer, both without the ids that are their keys. */
export function withoutIds(sample: Sample, answer: Answer): [Sample, Answer] {
  const values = (body: unknown): unknown[] => Object.values(body as object);
  return [
    { ...sample, answer: { ...sample.answer, body: values(sample.answer.body) } },
    { ...answer, body: values(answer.body) },
  ];
}

const ajv = new Ajv({ allErrors: true }).addSchema(readJson("schemas") as object, "adobe");

/** Violations of a definition in `schemas.json`, one per line. */
export function schemaProblems(definition: string, value: unknown): string[] {
  const validate = ajv.getSchema(`adobe#/definitions/${definition}`);
  if (!validate) throw new Error(`There is no definition ${definition}.`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The id in `["@/dataSets/ID"]`, in upper or lower case. */
export function referencedId({ body }: Answer): string {
  return String((body as string[])[0]).replace(/^@\/data[sS]ets\//, "");
}
