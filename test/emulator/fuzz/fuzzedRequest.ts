import fc from "fast-check";
import { localClient } from "../../../emulator/server";
import { anyBody, bodies, mutated, replacement } from "./fuzzedBody";
import { headerName, headerValue } from "./fuzzedHeader";
import type { Records } from "./fuzzedRecords";
import { nonsense } from "./nonsense";

export const datasets = "/data/foundation/catalog/dataSets";
export const batches = "/data/foundation/catalog/batches";
export const jobs = "/data/core/ups/export/jobs";
export const segments = "/data/core/ups/segment/definitions";
export const policies = "/data/core/ups/config/mergePolicies";
export const access = "/data/foundation/export";

/** A request as it is sent, valid or not. */
export interface Wire {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: string;
}

/** Existing ids, by the kind of object in the route. */
const own: Record<string, (of: Records) => string> = {
  dataset: ({ dataset }) => dataset,
  job: ({ job }) => job,
  batch: ({ batch }) => batch,
  file: ({ file }) => file,
  part: ({ part }) => part,
  segment: ({ segment }) => segment,
  policy: () => "42d4a596-b1c6-46c0-994e-ca5ef1f85130",
};

/** Existing ids in the wrong place, or in another spelling. */
const known = fc.constantFrom<(of: Records) => string>(
  ...Object.values(own),
  (of) => `${of.batch}-1-1`,
  (of) => of.dataset.toUpperCase(),
  (of) => `%${of.job.charCodeAt(0).toString(16)}${of.job.slice(1)}`,
);

const queryName = fc.oneof(
  fc.constantFrom(
    ...[
      "limit",
      "start",
      "page",
      "offset",
      "status",
      "sort",
      "orderBy",
      "orderby",
      "properties",
      "property",
      "tags",
    ],
    ...["name", "dataSet", "batch", "createdAfter", "createdBefore", "created", "version", "path", "default"],
    ...[
      "schema.name",
      "attributeMerge.type",
      "grant_type",
      "client_id",
      "client_secret",
      "scope",
      "__proto__",
    ],
  ),
  nonsense,
);

/** Every operation with a valid body. */
const operation = fc.constantFrom<[method: string, route: string, body?: keyof typeof bodies]>(
  ["GET", datasets],
  ["POST", datasets, "dataset"],
  ["GET", `${datasets}/{dataset}`],
  ["PATCH", `${datasets}/{dataset}`, "change"],
  ["PATCH", `${datasets}/{dataset}`, "patch"],
  ["PUT", `${datasets}/{dataset}`, "dataset"],
  ["DELETE", `${datasets}/{dataset}`],
  ["GET", batches],
  ["GET", `${batches}/{batch}`],
  ["GET", jobs],
  ["POST", jobs, "job"],
  ["GET", `${jobs}/{job}`],
  ["POST", `${jobs}/{job}`],
  ["DELETE", `${jobs}/{job}`],
  ["GET", segments],
  ["POST", segments, "segment"],
  ["GET", `${segments}/{segment}`],
  ["DELETE", `${segments}/{segment}`],
  ["GET", policies],
  ["POST", policies, "policy"],
  ["GET", `${policies}/{policy}`],
  ["DELETE", `${policies}/{policy}`],
  ["GET", `${access}/batches/{batch}/files`],
  ["GET", `${access}/files/{file}`],
  ["HEAD", `${access}/files/{file}`],
  ["GET", `${access}/datasets/{dataset}/preview`],
  ["POST", "/ims/token/v2"],
  ["POST", "/ims/token/v3"],
  ["GET", "/emulator/faults"],
  ["PUT", "/emulator/faults", "faults"],
  ["DELETE", "/emulator/faults"],
  ["POST", "/data/{any}"],
  ["GET", "/{any}"],
  ["GET", "{any}"],
);

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** A request that may be wrong in any part, or valid. */
export const fuzzedRequest = fc.record({
  operation,
  otherMethod: rarely(
    fc.constantFrom("GET", "PUT", "POST", "PATCH", "OPTIONS", "TRACE", "QUERY", "get", "NONSENSE"),
  ),
  /** Replaces the id in the path. */
  otherId: fc.option(fc.oneof(known, nonsense), { freq: 2, nil: undefined }),
  slashes: rarely(fc.constantFrom("/", "//")),
  query: fc.oneof(
    fc.constant<[string, string | ((of: Records) => string)][]>([]),
    fc.array(fc.tuple(queryName, fc.oneof(nonsense, known)), { maxLength: 3 }),
  ),
  headers: fc.oneof(
    { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }) },
  ),
  mutations: fc.array(fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), replacement), {
    maxLength: 2,
  }),
  otherBody: rarely(anyBody),
});

type FuzzedRequest = typeof fuzzedRequest extends fc.Arbitrary<infer R> ? R : never;

/** Fills the ids of the records into a fuzzed request. */
export function toWire(
  generated: FuzzedRequest,
  { target, token }: { target: Records; token: string },
): Wire {
  const [ownMethod, route, ownBody = "nothing"] = generated.operation;
  const method = generated.otherMethod ?? ownMethod;
  const put = (value: string | ((of: Records) => string)) =>
    typeof value === "string" ? value : value(target);
  const query = generated.query.map(([name, value]) => `${name}=${put(value)}`).join("&");
  let json: unknown = bodies[ownBody](target);
  for (const [at, value] of generated.mutations) json = json && mutated(json, at, value);
  const body = generated.otherBody ?? JSON.stringify(json) ?? "";
  const headers = new Map([
    ["host", "127.0.0.1"],
    ["connection", "close"],
    ["authorization", `Bearer ${token}`],
    ["x-api-key", localClient.clientId],
    ["x-gw-ims-org-id", localClient.orgId],
    ["x-sandbox-name", "prod"],
    ...(body === "" ? [] : [["content-type", "application/json"] as const]),
    ["content-length", String(Buffer.byteLength(body))],
    ...generated.headers,
  ]);
  const path = route.replace(/\{(\w+)\}/, (_place, kind: string) => {
    const id = generated.otherId ?? own[kind] ?? "";
    // A valid DELETE of a record would be no fault, so it names an id that does not exist.
    const named = typeof id !== "string" || /^(\d|%3\d)+$/.test(id);
    return method === "DELETE" && named ? "nobody" : put(id);
  });
  return {
    method,
    url: path + (generated.slashes ?? "") + (query && `?${query}`),
    headers: [...headers],
    body,
  };
}
