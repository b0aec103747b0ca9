import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const plugin = path.join(__dirname, "..", "..", "..", "..", "plugin");

const command = path.join(plugin, "pulumi-resource-aep");

const portOf = async ({ stdout }: ChildProcess): Promise<string> =>
  String(((await once(stdout as NodeJS.EventEmitter, "data")) as [Buffer])[0]);

test("the plugin says its port, and a signal ends it soon", async () => {
  const child = spawn(command, ["127.0.0.1:1"]);
  expect(await portOf(child)).toMatch(/^\d+\n$/);
  const start = Date.now();
  child.kill("SIGINT");
  await once(child, "exit");
  expect(Date.now() - start).toBeLessThan(3_000);
});

test("the plugin ends with the engine, whose pipe is its standard input", async () => {
  const child = spawn("sh", ["-c", `sleep 1 | "${command}" 127.0.0.1:1`]);
  expect(await portOf(child)).toMatch(/^\d+\n$/);
  await once(child, "exit");
});

test("calls that come at once at first are calls of one plugin", async () => {
  const child = spawn(command);
  const ended = once(child, "exit");
  const address = `127.0.0.1:${(await portOf(child)).trim()}`;
  const client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
  try {
    await Promise.all([
      new Promise((resolve) => client.configure(new ConfigureRequest(), resolve)),
      new Promise((resolve) => client.cancel(new Empty(), resolve)),
    ]);
    const lookup = new InvokeRequest().setTok("aep:index:getDatasets");
    const refused = await new Promise<grpc.ServiceError | null>((resolve) => client.invoke(lookup, resolve));
    // One that was not configured would say so.
    expect(refused?.details).toContain("AEP_ORG_ID");
  } finally {
    client.close();
    child.kill();
    await ended;
  }
});

test("a Node that is too old is named in one line", () => {
  const main = path.join(plugin, "main.cjs");
  const older = `Object.defineProperty(process, "versions", { value: { node: "18.20.0" } }); require(${JSON.stringify(main)});`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", older], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^pulumi-resource-aep needs Node 20\.3 or later, but the node on PATH is v\d+\S+\.\n$/,
  );
});
