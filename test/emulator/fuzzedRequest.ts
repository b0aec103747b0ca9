import fc from "fast-check";
import { localClient } from "../../emulator/server";

export const datasets = "/data/foundation/catalog/dataSets";
export const batches = "/data/foundation/catalog/batches";
export const jobs = "/data/core/ups/export/jobs";
export const segments = "/data/core/ups/segment/definitions";
export const policies = "/data/core/ups/config/mergePolicies";
export const access = "/data/foundation/export";
const unionSchema = {
  id: "https://ns.adobe.com/xdm/context/profile__union",
  contentType: "application/vnd.adobe.xed+json;version=1",
};

/** A dataset with an export in it and a segment, by the ids under which clients find them. */
export interface Records {
  dataset: string;
  job: string;
  batch: string;
  file: string;
  part: string;
  segment: string;
}

/** A request as it goes over the wire, however wrong. */
export interface Wire {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: string;
}

/** Text that breaks parsers: escapes, dots, NUL, names of Object's own, the very long. */
const nonsense = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }).map(encodeURIComponent),
  fc.constantFrom(
    ...[
      "..",
      "../..",
      "..%2f..%2fstate%2fdata.mdb",
      "%2e%2e%2f%2e%2e%2f",
      "..%5c..%5c",
      "....//",
      "/etc/passwd",
    ],
    ...["%00", "a%00b", "\0", "%", "%zz", "%c0%ae%c0%ae/", "%ff", "%F0%9F%92%A9", "%u002e", "%25%32%65"],
    ...[
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "null",
      "undefined",
      "[object Object]",
      "{}",
    ],
    ...[
      "0",
      "-1",
      "1e9",
      "9".repeat(400),
      "NaN",
      "Infinity",
      "0x10",
      "1_1",
      "9_999999999999999",
      "1.5",
      " 1",
      "+1",
    ],
    ...[
      "*",
      "**",
      "!*",
      ":",
      "a:",
      ":a",
      "a:*,b:",
      ",",
      "asc:",
      "desc:name",
      "asc:__proto__",
      "'",
      '"',
      ";--",
      "\\",
    ],
    ...["a".repeat(199), "a".repeat(501), "a".repeat(5000), "é".repeat(100), "\uffff", "%EF%BF%BF"],
  ),
);

/** Ids of what exists, by what they name in a route. */
const own: Record<string, (of: Records) => string> = {
  dataset: ({ dataset }) => dataset,
  job: ({ job }) => job,
  batch: ({ batch }) => batch,
  file: ({ file }) => file,
  part: ({ part }) => part,
  segment: ({ segment }) => segment,
  policy: () => "42d4a596-b1c6-46c0-994e-ca5ef1f85130",
};

/** Ids of what exists in a place where they do not belong, or spelled in another way. */
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

const headerName = fc.constantFrom(
  ...[
    "authorization",
    "x-api-key",
    "x-gw-ims-org-id",
    "x-sandbox-name",
    "x-request-id",
    "content-type",
    "host",
  ],
  ...[
    "range",
    "if-range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "accept",
    "accept-encoding",
    "expect",
  ],
  ...[
    "accept-version",
    "transfer-encoding",
    "content-encoding",
    "upgrade",
    "x-http-method-override",
    "cookie",
    "x",
  ],
);

const headerValue = fc.oneof(
  nonsense,
  fc.constantFrom(
    ...[
      "bytes=0-",
      "bytes=-0",
      "bytes=5-1",
      "bytes=0-0,2-3",
      "bytes=a-b",
      "bytes=999999999999-",
      "items=0-1",
      "*",
    ],
    ...[
      "application/json",
      "application/json; charset=utf-16",
      "text/plain",
      "multipart/form-data; boundary=x",
    ],
    ...[
      "application/x-www-form-urlencoded",
      "application/json-patch+json",
      "chunked",
      "gzip",
      "100-continue",
    ],
    ...["Bearer", "Bearer ", "Bearer a.b.c", "Basic YTpi", "Bearer .", "Bearer e30.", "evil.example", "h2c"],
  ),
);

let made = 0;

/** Bodies that routes like; a fuzzed one differs in a place or two. */
const bodies = {
  job: (of: Records) => ({
    fields: "person.name.firstName,personalEmail.address",
    mergePolicy: { id: "0bf16e61-90e9-4204-b8fa-ad250360957b", version: 1 },
    filter: {
      segments: [{ segmentId: of.segment, segmentNs: "ups", status: ["realized"] }],
      segmentQualificationTime: { startTime: "2020-01-01T00:00:00Z", endTime: "2030-01-01T00:00:00Z" },
      fromIngestTimestamp: "2020-01-01T00:00:00Z",
      emptyProfiles: true,
    },
    additionalFields: {
      eventList: { fields: "_id", filter: { fromIngestTimestamp: "2020-01-01T00:00:00Z" } },
    },
    destination: { datasetId: of.dataset, segmentPerBatch: true },
    schema: { name: "_xdm.context.profile" },
    evaluationInfo: { segmentation: true },
  }),
  dataset: () => ({
    name: "fuzzed",
    description: "x",
    schemaRef: unionSchema,
    tags: { a: ["b"] },
    fileDescription: {},
  }),
  change: () => ({ name: "changed", description: "y", tags: { c: ["d"] } }),
  patch: () => [{ op: "replace", path: "/name", value: "patched", from: "/description" }],
  segment: () => ({
    name: `fuzzed ${(made += 1)}`,
    expression: { type: "PQL", format: "pql/text", value: 'homeAddress.countryISO = "US"' },
    schema: { name: "_xdm.context.profile" },
    evaluationInfo: { batch: { enabled: true } },
  }),
  policy: () => ({
    name: "fuzzed",
    schema: { name: "_xdm.context.profile" },
    identityGraph: { type: "none" },
    attributeMerge: { type: "dataSetPrecedence", order: ["x"] },
    default: false,
  }),
  faults: () => ({ seed: 1, calls: [], jobs: [{ fault: "fail", times: 0 }] }),
  nothing: () => undefined,
};

/** A JSON value with one of its places replaced, `at` saying which. */
function mutated(value: unknown, at: number[], replacement: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined || typeof value !== "object" || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[first % keys.length];
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = mutated(copy[key], rest, replacement);
  return copy;
}

const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  nonsense,
  fc.constantFrom<unknown>(
    ...[
      "/__proto__/x",
      "/constructor/prototype/x",
      "/tags/-",
      "/",
      "",
      "move",
      "copy",
      "test",
      "add",
      "remove",
    ],
    ...[
      "a..b",
      "identityMap.*",
      "person.name",
      "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999999999+23:59",
    ],
    ...['select "', 'person.name.firstName = "', "((((", "a".repeat(3000), 1e308, -0, { __proto__: [] }],
  ),
);

const anyBody = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "{", '{"__proto__": {"x": 1}}', "[".repeat(5000), '"\\ud800"'),
  fc.constant(JSON.stringify("x".repeat(1024 * 1024 + 1))),
);

/** Every operation, each with the body that it likes. */
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

/** A request that may be wrong in any of its parts, or in none. */
export const fuzzedRequest = fc.record({
  operation,
  otherMethod: rarely(
    fc.constantFrom("GET", "PUT", "POST", "PATCH", "OPTIONS", "TRACE", "QUERY", "get", "NONSENSE"),
  ),
  /** In place of the id that belongs there. */
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

/** What a fuzzed request is on the wire, once the ids are known of what it is about. */
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
    // Deleting what is rightly named, as by a job's number, would be no loss, but the wish of the caller.
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
