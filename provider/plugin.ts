import { readFileSync } from "node:fs";
import path from "node:path";
import { onEndOfEngine } from "./doors/endOfEngine";
import { NativeResource } from "./doors/native/nativeResource";
import { PluginProcess } from "./doors/native/pluginProcess";
import { serve } from "./doors/native/server";
import type { PluginParts } from "./doors/native/service";
import { exportJobLifecycle } from "./exportJob/lifecycle";
import { targetDatasetLifecycle } from "./targetDataset/lifecycle";

/** What the plugin `pulumi-resource-aep` serves: a line for each resource and function. */
export const pluginParts = (engine: PluginProcess): PluginParts => ({
  version: version(),
  schema: () => readFileSync(path.join(__dirname, "doors", "native", "schema.json"), "utf8"),
  resources: {
    "aep:index:TargetDataset": new NativeResource(targetDatasetLifecycle, engine),
    "aep:index:ExportJob": new NativeResource(exportJobLifecycle, engine),
  },
  functions: {},
});

const version = (): string => {
  const manifest = readFileSync(require.resolve("pulumi-aep/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
};

/**
 * Runs the plugin for an engine, whose address is the first argument. The port that the plugin
 * listens on is the first line of its output.
 */
export async function main([address]: string[]): Promise<void> {
  const engine = new PluginProcess();
  if (address !== undefined) engine.engine.attach(address);
  process.on("SIGINT", () => engine.end());
  process.on("SIGTERM", () => engine.end());
  onEndOfEngine(() => engine.end());
  const port = await serve(pluginParts(engine), engine);
  process.stdout.write(`${port}\n`);
}
