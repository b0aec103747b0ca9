import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { createService, type PluginParts } from "./service";
import type { PluginProcess } from "./pluginProcess";

/** As large as the engine's own limit: a state may hold long lists. */
const messageLimit = 400 * 1024 * 1024;

/** A plugin that is being served. */
export interface Served {
  port: number;
  /** Ends the service, with the calls under way. */
  close: () => void;
}

/**
 * Serves a plugin on a free port of this machine.
 */
export async function serve(parts: PluginParts, process: PluginProcess): Promise<Served> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": messageLimit,
    "grpc.max_send_message_length": messageLimit,
  });
  server.addService(ResourceProviderService, createService(parts, process));
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve({ port, close: () => server.forceShutdown() }) : reject(error),
    ),
  );
}
