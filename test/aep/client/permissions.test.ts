import type { AepClient } from "../../../provider/aep";
import { permissions } from "../../../provider/aep/http/permissions";
import { all, errorOf, serverForEachTest } from "../../worlds/cannedAep";

/** Which permission a refusal names, for each call of the client. */

const server = serverForEachTest();

type Calls<Service> = { [Method in keyof Service]: () => Promise<unknown> };
type Service = {
  [Name in keyof AepClient]: AepClient[Name] extends string | ((...args: never[]) => unknown) ? never : Name;
}[keyof AepClient];

const segment = {
  name: "Gold",
  schema: { name: "_xdm.context.profile" },
  expression: { type: "PQL", format: "pql/text", value: "true" },
} as const;
const expiration = { datasetId: "d", expiry: "2099-01-01", displayName: "End" };

/** The type asks for every call of every service, so a new one cannot be left out. */
const callsOf = (client: AepClient): { [Name in Service]: Calls<AepClient[Name]> } => ({
  datasets: {
    create: () => client.datasets.create({ name: "d", schemaRef: { id: "s", contentType: "c" } }),
    get: () => client.datasets.get("d"),
    list: () => all(client.datasets.list()),
    update: () => client.datasets.update("d", []),
    delete: () => client.datasets.delete("d"),
  },
  batches: { get: () => client.batches.get("b"), list: () => all(client.batches.list()) },
  exportJobs: {
    create: () =>
      client.exportJobs.create({
        schema: { name: "_xdm.context.profile" },
        destination: { datasetId: "d", segmentPerBatch: false },
      }),
    get: () => client.exportJobs.get("1"),
    list: () => all(client.exportJobs.list()),
    cancel: () => client.exportJobs.cancel("1"),
  },
  files: {
    ofBatch: () => all(client.files.ofBatch("b")),
    parts: () => all(client.files.parts("f")),
    head: () => client.files.head("f", "n"),
    read: () => client.files.read("f", "n"),
  },
  diagnostics: {
    failed: () => client.diagnostics.failed("b"),
    meta: () => client.diagnostics.meta("b"),
    read: () => client.diagnostics.read("b", "p"),
  },
  segments: {
    get: () => client.segments.get("s"),
    create: () => client.segments.create(segment),
    update: () => client.segments.update("s", segment),
    delete: () => client.segments.delete("s"),
    list: () => all(client.segments.list()),
  },
  segmentJobs: { list: () => all(client.segmentJobs.list()) },
  mergePolicies: {
    get: () => client.mergePolicies.get("m"),
    list: () => all(client.mergePolicies.list()),
  },
  profileSample: { totalProfiles: () => client.profileSample.totalProfiles() },
  entities: { get: () => client.entities.get({ id: "a@example.com", namespace: "Email" }) },
  expirations: {
    create: () => client.expirations.create(expiration),
    get: () => client.expirations.get("d"),
    update: () => client.expirations.update("SD-1", { expiry: "2099-01-01" }),
    cancel: () => client.expirations.cancel("SD-1"),
    quota: () => client.expirations.quota(),
  },
});

test("every refused call names the permissions that it needs, a writing one others than View", async () => {
  server.answers({ status: 403, body: { title: "Forbidden" } });
  const said: Record<string, string> = {};
  for (const [service, calls] of Object.entries(callsOf(server.client)))
    for (const [method, call] of Object.entries<() => Promise<unknown>>(calls)) {
      const { message } = (await errorOf(call())) as Error;
      said[`${service}.${method}`] = /grants (.*) there\.$/.exec(message)?.[1] ?? message;
    }
  const known = new Set(Object.values(permissions).map((names) => words(names)));
  expect(Object.entries(said).filter(([, names]) => !known.has(names))).toEqual([]);
  const writing = Object.keys(said).filter((name) => /\.(create|update|delete|cancel)$/.test(name));
  expect(writing).toHaveLength(11);
  expect(writing.filter((name) => !/"(Manage|Export) /.test(said[name] ?? ""))).toEqual([]);
});

const words = (names: readonly string[]): string =>
  `the ${names.length === 1 ? "permission" : "permissions"} ${names.map((name) => `"${name}"`).join(" and ")}`;
