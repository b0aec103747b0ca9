import type { SegmentStatus } from "../contract/exportJobs";
import { datasetExpirationLifecycle } from "./datasetExpiration/lifecycle";
import { onEndOfEngine } from "./doors/endOfEngine";
import { NativeResource } from "./doors/native/nativeResource";
import { PluginProcess } from "./doors/native/pluginProcess";
import schema from "./doors/native/schema.json";
import { serve } from "./doors/native/server";
import type { PluginParts } from "./doors/native/service";
import { listOf, oneOf } from "./doors/native/functions";
import type { AwaitExportArgs } from "./exportJob/declaration/awaitExport";
import { exportJobLifecycle } from "./exportJob/lifecycle";
import { awaitExport } from "./lookups/awaitExport";
import { lookups } from "./lookups/lookups";
import { segmentSize } from "./lookups/segmentSize";
import type { Wanted } from "./lookups/find";
import { segmentDefinitionLifecycle } from "./segmentDefinition/lifecycle";
import { targetDatasetLifecycle } from "./targetDataset/lifecycle";

/** What the plugin `pulumi-resource-aep` serves: a line for each resource and function. */
export const pluginParts = (engine: PluginProcess): PluginParts => ({
  version: schema.version,
  schema: () => JSON.stringify(schema),
  resources: {
    "aep:index:TargetDataset": new NativeResource(targetDatasetLifecycle, engine),
    "aep:index:ExportJob": new NativeResource(exportJobLifecycle, engine),
    "aep:index:DatasetExpiration": new NativeResource(datasetExpirationLifecycle, engine),
    "aep:index:SegmentDefinition": new NativeResource(segmentDefinitionLifecycle, engine),
  },
  functions: {
    "aep:index:getBatches": listOf("batches", "batches", lookups.getBatches),
    "aep:index:getBatchFiles": listOf("files", "files", lookups.getBatchFiles),
    "aep:index:getDataset": oneOf("dataset", lookups.getDataset),
    "aep:index:getDatasets": listOf("datasets", "datasets", lookups.getDatasets),
    "aep:index:getExportJobs": listOf("export jobs", "jobs", lookups.getExportJobs),
    "aep:index:getMergePolicy": oneOf("merge policy", lookups.getMergePolicy),
    "aep:index:getSegment": oneOf("segment", lookups.getSegment),
    "aep:index:getSegmentSize": (context, args) =>
      oneOf("size of segment", async (client, { status, ...segment }: GetSegmentSizeArgs) => {
        const found = await lookups.getSegment(client, segment);
        return segmentSize(client, context.run, { ...found, status });
      })(context, args),
    "aep:index:awaitExport": (context, args) => awaitExport(context, args as unknown as AwaitExportArgs),
  },
});

type GetSegmentSizeArgs = Wanted & { status?: SegmentStatus[] };

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
  const { port } = await serve(pluginParts(engine), engine);
  process.stdout.write(`${port}\n`);
}
