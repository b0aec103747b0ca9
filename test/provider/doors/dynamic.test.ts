import type { dynamic } from "@pulumi/pulumi";
import { AepError } from "../../../provider/aep";
import { DynamicProcess } from "../../../provider/doors/dynamic/dynamicProcess";
import { DynamicProvider } from "../../../provider/doors/dynamic/dynamicProvider";
import type { Lifecycle, OwnerContext } from "../../../provider/lifecycle/lifecycle";
import { errorOf } from "../../worlds/cannedAep";

interface Inputs {
  name?: string;
}
type Fake = Lifecycle<Inputs, Inputs>;

const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:Thing::daily";
const config: Record<string, string> = {
  "aep:baseUrl": "http://127.0.0.1:1",
  "aep:orgId": "TEST@AdobeOrg",
  "aep:accessToken": "a-token",
  "aep:apiKey": "a-key",
  "aep:sandboxName": "dev",
};
const configured = (values = config) =>
  ({ config: { get: (key: string) => values[key] } }) as unknown as dynamic.ConfigureRequest;

const listeners = process.listeners("SIGINT");
afterEach(() => {
  for (const listener of process.listeners("SIGINT"))
    if (!listeners.includes(listener)) process.removeListener("SIGINT", listener);
});

/** The door to a lifecycle that does what the test says and nothing else. */
function doorTo(methods: Partial<Fake>) {
  const lines: string[] = [];
  const engine = new DynamicProcess((line) => lines.push(line));
  const unasked = () => Promise.reject(new Error("not asked for by the test"));
  const lifecycle: Fake = {
    noun: "thing",
    check: () => ({ failures: [] }),
    diff: unasked,
    create: unasked,
    read: unasked,
    update: unasked,
    delete: unasked,
    ...methods,
  };
  return { provider: new DynamicProvider(lifecycle, engine), engine, lines };
}

test("nothing undefined reaches the engine, at any depth", async () => {
  const state = { name: undefined, deep: { gone: undefined, there: [1] } };
  const { provider } = doorTo({
    create: () => Promise.resolve({ id: "1", state }),
    read: () => Promise.resolve({ id: "1", state, inputs: state }),
    update: () => Promise.resolve(state),
  });
  await provider.configure(configured());
  const outs = [
    (await provider.create({ owner: urn })).outs,
    (await provider.read("1", {})).props,
    (await provider.read("1", {})).inputs,
    (await provider.update("1", {}, { owner: urn })).outs,
  ];
  for (const out of outs) {
    expect(out).toMatchObject({ deep: { there: [1] } });
    expect(holdsUndefined(out)).toBe(false);
  }
});

function holdsUndefined(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === undefined;
  return Object.values(value).some(holdsUndefined);
}

test("read answers an empty id for an object that is gone", async () => {
  const { provider } = doorTo({ read: () => Promise.resolve(undefined) });
  await provider.configure(configured());
  expect(await provider.read("1", {})).toMatchObject({ id: "" });
});

test("an error is one line that names the resource, without a stack trace", async () => {
  const { provider } = doorTo({ create: () => Promise.reject(new Error("AEP refused it.")) });
  await provider.configure(configured());
  const error = (await errorOf(provider.create({ owner: urn }))) as Error;
  expect(error.message).toBe('Creating thing "daily": AEP refused it.');
  expect(`${String(error)}\n${error.stack}`).not.toMatch(/^ +at /m);
});

test.each([
  ["thing", "Creating thing for a box", 'Creating thing "daily" for a box'],
  ["target dataset", 'Creating dataset "Daily export"', 'Creating target dataset "daily" ("Daily export")'],
  ["target dataset", "Creating dataset 42", 'Creating target dataset "daily" (42)'],
  ["target dataset", "Creating dataset", 'Creating target dataset "daily"'],
  ["target dataset", "Reading dataset 42", 'Creating target dataset "daily": Reading dataset 42'],
  ["target dataset", "Creating datasets", 'Creating target dataset "daily": Creating datasets'],
])("an error of AEP does not repeat what failed: %s, %s", async (noun, operation, expected) => {
  const error = new AepError({ kind: "invalid", operation, outcome: "rejected", reason: "it is full" });
  const { provider } = doorTo({ noun, create: () => Promise.reject(error) });
  await provider.configure(configured());
  const shown = (await errorOf(provider.create({ owner: urn }))) as Error;
  expect(shown.message).toBe(`${expected}: it is full.`);
  expect(`${String(shown)}: ${shown.stack}`).toBe(shown.message);
});

test("the lifecycle gets the program's properties, without the provider's text", async () => {
  let seen: { inputs: object; context: OwnerContext } | undefined;
  const { provider } = doorTo({
    create: (context, inputs) => {
      seen = { inputs, context };
      return Promise.resolve({ id: "1", state: inputs });
    },
  });
  await provider.configure(configured());
  const owner = { owner: urn, stackId: "1" };
  await provider.create({ name: "n", ...owner, __provider: "text" });
  expect(seen?.inputs).toEqual({ name: "n", ...owner });
  expect(seen?.context).toMatchObject({ subject: 'thing "daily"', owner: { urn, stackId: "1" } });
  expect(seen?.context.client.sandboxName).toBe("dev");
});

test("check names the sandbox of the configuration and each problem by its path", async () => {
  const { provider, lines } = doorTo({
    check: () => ({ failures: [{ property: "a[0].b", reason: "is wrong" }], warnings: ["is odd"] }),
  });
  await provider.configure(configured());
  expect(await provider.check({}, { name: "n", owner: urn })).toEqual({
    inputs: { sandboxName: "dev", name: "n", owner: urn },
    failures: [{ property: "", reason: "a[0].b is wrong." }],
  });
  expect(lines).toEqual(['thing "daily" is odd.']);
  expect((await provider.check({}, { sandboxName: "own" })).inputs).toEqual({ sandboxName: "own" });
});

test("check reports faults of the configuration and of the inputs together", async () => {
  const { provider } = doorTo({ check: () => ({ failures: [{ property: "a", reason: "is wrong" }] }) });
  await provider.configure(configured({ ...config, "aep:baseUrl": "ftp://nowhere" }));
  const { failures = [] } = await provider.check({}, {});
  expect(failures.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("aep:baseUrl"),
    "a is wrong.",
  ]);
});

test("all providers of a process share one session, configured once", async () => {
  const { provider, engine } = doorTo({});
  const another = new DynamicProvider({ ...doorTo({}).provider["lifecycle"] }, engine);
  await provider.configure(configured());
  const { session } = engine;
  await another.configure(configured({}));
  await provider.configure(configured({}));
  expect(engine.session).toBe(session);
  expect(session.client()).toBe(session.client());
  expect(process.listeners("SIGINT").length - listeners.length).toBe(1);
});

test("a provider that is used before it is configured throws an error", async () => {
  const { provider } = doorTo({});
  expect(String(await errorOf(Promise.resolve().then(() => provider.check({}, {}))))).toContain("configured");
});
