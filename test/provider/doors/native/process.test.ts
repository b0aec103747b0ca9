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

test("a Node that is too old is named in one line", () => {
  const main = path.join(plugin, "main.cjs");
  const older = `Object.defineProperty(process, "versions", { value: { node: "18.20.0" } }); require(${JSON.stringify(main)});`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", older], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^pulumi-resource-aep needs Node 20\.3 or later, but the node on PATH is v\d+\S+\.\n$/,
  );
});
