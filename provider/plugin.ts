import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { SegmentStatus } from "../contract/exportJobs";
import { datasetExpirationLifecycle } from "./datasetExpiration/lifecycle";
import { NativeResource } from "./doors/native/nativeResource";
import { PluginProcess } from "./doors/native/pluginProcess";
import { createService, type PluginParts } from "./doors/native/service";
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
const parts = (process: PluginProcess): PluginParts => ({
  resources: {
    "aep:index:TargetDataset": new NativeResource(targetDatasetLifecycle, process),
    "aep:index:ExportJob": new NativeResource(exportJobLifecycle, process),
    "aep:index:DatasetExpiration": new NativeResource(datasetExpirationLifecycle, process),
    "aep:index:SegmentDefinition": new NativeResource(segmentDefinitionLifecycle, process),
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

/** A plugin that works for an engine. */
export interface Plugin {
  process: PluginProcess;
  /** The answers to the calls of the engine. */
  service: UntypedServiceImplementation;
}

/** Makes the plugin that works for an engine at `host:port`. */
export function createPlugin(address: string | undefined): Plugin {
  const process = new PluginProcess();
  if (address !== undefined) process.engine.attach(address);
  return { process, service: createService(parts(process), process) };
}
