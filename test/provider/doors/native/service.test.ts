import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PluginProcess } from "../../../../provider/doors/native/pluginProcess";
import { NativeResource } from "../../../../provider/doors/native/nativeResource";
import { serve } from "../../../../provider/doors/native/server";
import { createService } from "../../../../provider/doors/native/service";
import { unknownValue } from "../../../../provider/inputs/unknown";
import { Unfinished, type Lifecycle } from "../../../../provider/lifecycle/lifecycle";

interface Inputs {
  name?: string;
}
interface State extends Inputs {
  status?: string;
}
type Fake = Lifecycle<Inputs, State>;
type Fields = Parameters<typeof Struct.fromJavaScript>[0];

const urn = "urn:pulumi:dev::shop::aep:index:Thing::daily";
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const env = {
  AEP_BASE_URL: "http://127.0.0.1:1",
  AEP_ORG_ID: "TEST@AdobeOrg",
  AEP_ACCESS_TOKEN: "a-token",
  AEP_API_KEY: "a-key",
};

const opened: { close: () => void }[] = [];
afterAll(() => opened.forEach((one) => one.close()));

/** An engine's client of a plugin with one resource, whose lifecycle does what the test says. */
async function pluginWith(methods: Partial<Fake> = {}) {
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
  const plugin = new PluginProcess(env);
  const resources = { "aep:index:Thing": new NativeResource(lifecycle, plugin) };
  const load = () => Promise.resolve(createService({ resources, functions: {} }, plugin));
  const served = await serve({ version: "1.2.3", schema: () => "{}", load });
  const client = new ResourceProviderClient(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
  opened.push(client, served);
  const call = <Response>(
    make: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> =>
    new Promise((resolve, reject) =>
      make((error, response) => (error === null ? resolve(response) : reject(error))),
    );
  const configure = async (args: Fields = { stackId: "cafe" }) => {
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(args));
    return call<messages.ConfigureResponse>((done) => client.configure(request, done));
  };
  return { client, call, configure };
}

const checkConfig = (olds: Fields, news: Fields) => {
  const request = new messages.CheckRequest();
  request.setOlds(Struct.fromJavaScript(olds));
  request.setNews(Struct.fromJavaScript(news));
  return request;
};

const createRequest = (properties: Fields, preview = false) => {
  const request = new messages.CreateRequest();
  request.setUrn(urn);
  request.setProperties(Struct.fromJavaScript(properties));
  request.setPreview(preview);
  return request;
};

test("the id of a stack is made once, and secrets are sealed even if they come in clear", async () => {
  const { client, call } = await pluginWith();
  const check = async (olds: Fields, news: Fields) =>
    (await call<messages.CheckResponse>((done) => client.checkConfig(checkConfig(olds, news), done)))
      .getInputs()
      ?.toJavaScript();
  const first = await check({}, { clientSecret: "s", orgId: "o" });
  expect(first).toEqual({
    clientSecret: { [signature]: secret, value: "s" },
    orgId: "o",
    stackId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
  const { stackId } = first as { stackId: string };
  expect(await check({ stackId }, {})).toEqual({ stackId });
  expect(await check({}, { accessToken: unknownValue })).toMatchObject({ accessToken: unknownValue });
});

test("a change of a provider's settings never replaces it", async () => {
  const { client, call } = await pluginWith();
  const request = new messages.DiffRequest();
  request.setOldInputs(Struct.fromJavaScript({ orgId: "a", stackId: "cafe" }));
  request.setNews(Struct.fromJavaScript({ orgId: "b", stackId: "cafe" }));
  const response = await call<messages.DiffResponse>((done) => client.diffConfig(request, done));
  expect(response.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
  expect(response.getReplacesList()).toEqual([]);
  expect(response.getDiffsList()).toEqual(["orgId"]);
});

test("inputs get their owner from the call, and the outputs keep it", async () => {
  let seen: unknown;
  const { client, call, configure } = await pluginWith({
    create: (context, inputs) => {
      seen = [context.owner, inputs, context.timeoutMs];
      return Promise.resolve({ id: "7", state: { ...inputs, status: undefined } });
    },
  });
  await configure();
  const request = createRequest({ name: "x", hidden: { [signature]: secret, value: "opened" } });
  request.setTimeout(5);
  const created = await call<messages.CreateResponse>((done) => client.create(request, done));
  const owned = { owner: urn, stackId: "cafe" };
  expect(seen).toEqual([{ urn, stackId: "cafe" }, { name: "x", hidden: "opened", ...owned }, 5000]);
  expect(created.getId()).toBe("7");
  expect(created.getProperties()?.toJavaScript()).toEqual({
    name: "x",
    hidden: "opened",
    ...owned,
    imsOrgId: "TEST@AdobeOrg",
  });
});

test("at preview, answers are unknown, and a refused reference fails it", async () => {
  const preview = jest.fn((_context: unknown, { name }: Inputs) =>
    name === "bad" ? Promise.reject(new Error("there is no bad")) : Promise.resolve(),
  );
  const { client, call, configure } = await pluginWith({ answers: ["status"], preview });
  await configure();
  const create = (name: string) =>
    call<messages.CreateResponse>((done) => client.create(createRequest({ name }, true), done));
  expect((await create("x")).getProperties()?.toJavaScript()).toEqual({ name: "x", status: unknownValue });
  await expect(create("bad")).rejects.toThrow('Creating thing "daily": there is no bad');
});

test("a wait that ends badly leaves the id and the state with the engine", async () => {
  const settling: Fake["settling"] = {
    isOwed: ({ status }) => status !== "DONE",
    wait: () => Promise.reject(new Unfinished("it takes too long", { name: "x", status: "SLOW" })),
  };
  const create: Fake["create"] = (_context, inputs) =>
    Promise.resolve({ id: "7", state: { ...inputs, status: "NEW" } });
  const { client, call, configure } = await pluginWith({ settling, create });
  await configure();
  const refused = await call<messages.CreateResponse>((done) =>
    client.create(createRequest({ name: "x" }), done),
  ).catch((error: grpc.ServiceError) => error);
  const { details, metadata } = refused as grpc.ServiceError;
  expect(details).toBe('Waiting for thing "daily": it takes too long');
  const [status] = metadata.get("grpc-status-details-bin");
  expect(String(status)).toContain("pulumirpc.ErrorResourceInitFailed");
  expect(String(status)).toContain("SLOW");
});

test("Cancel ends a wait, and the next Configure begins anew", async () => {
  const create: Fake["create"] = async ({ sleep }, inputs) => {
    await sleep(inputs.name === "long" ? 60_000 : 1);
    return { id: "7", state: inputs };
  };
  const { client, call, configure } = await pluginWith({ create });
  await configure();
  const long = call<messages.CreateResponse>((done) => client.create(createRequest({ name: "long" }), done));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await call<Empty>((done) => client.cancel(new Empty(), done));
  await expect(long).rejects.toThrow("aborted");
  await configure();
  await call<messages.CreateResponse>((done) => client.create(createRequest({ name: "short" }), done));
});

test("a wait that is owed is a change, even if no input has changed", async () => {
  const settling: Fake["settling"] = {
    isOwed: ({ status }) => status !== "DONE",
    wait: () => Promise.reject(new Error("not asked for by the test")),
  };
  const diff: Fake["diff"] = () => Promise.resolve({ changes: false, replaces: [] });
  const { client, call, configure } = await pluginWith({ settling, diff, answers: ["status"] });
  await configure();
  const compare = async (status: string) => {
    const request = new messages.DiffRequest();
    request.setUrn(urn);
    request.setId("7");
    request.setOlds(Struct.fromJavaScript({ name: "x", status }));
    request.setNews(Struct.fromJavaScript({ name: "x" }));
    const response = await call<messages.DiffResponse>((done) => client.diff(request, done));
    return [response.getChanges(), response.getDiffsList()];
  };
  const { DiffChanges } = messages.DiffResponse;
  expect(await compare("NEW")).toEqual([DiffChanges.DIFF_SOME, ["status"]]);
  expect(await compare("DONE")).toEqual([DiffChanges.DIFF_NONE, []]);
});

test("owner and stackId are no inputs of a program, and a misspelt setting is named", async () => {
  const { client, call, configure } = await pluginWith();
  await configure();
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setNews(Struct.fromJavaScript({ owner: "me" }));
  const response = await call<messages.CheckResponse>((done) => client.check(request, done));
  expect(response.getFailuresList().map((one) => one.getReason())).toEqual([
    "owner is not a property. Take it out.",
  ]);

  const config = await call<messages.CheckResponse>((done) =>
    client.checkConfig(checkConfig({}, { orgID: "x" }), done),
  );
  expect(config.getFailuresList().map((one) => one.getReason())).toEqual([
    'orgID is not a setting. Did you mean "orgId"?',
  ]);
});
