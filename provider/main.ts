import { onEndOfEngine } from "./doors/endOfEngine";
import schema from "./doors/native/schema.json";
import { serve } from "./doors/native/server";
import type { Plugin } from "./plugin";

/**
 * Runs the plugin for an engine, whose address is the first argument. The port that the plugin
 * listens on is the first line of its output. What the plugin serves is loaded at the first call that needs it:
 * a language host starts a plugin only for its schema.
 */
export async function main([address]: string[]): Promise<void> {
  let plugin: Promise<Plugin> | undefined;
  const load = async () =>
    (await (plugin ??= import("./plugin.js").then((code) => code.createPlugin(address)))).service;
  const end = () =>
    plugin === undefined ? process.exit() : void plugin.then((loaded) => loaded.process.end());
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  onEndOfEngine(end);
  const { port } = await serve({ version: schema.version, schema: () => JSON.stringify(schema), load });
  process.stdout.write(`${port}\n`);
}
