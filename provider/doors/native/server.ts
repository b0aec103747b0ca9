import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";

/** As large as the engine's own limit: a state may hold long lists. */
const messageLimit = 400 * 1024 * 1024;

/** What a plugin answers. */
export interface Served {
  version: string;
  /** Text of the Pulumi schema. */
  schema: () => string;
  /** Loads the answers to all other calls. */
  load: () => Promise<grpc.UntypedServiceImplementation>;
}

/** A plugin that is being served. */
export interface Serving {
  port: number;
  /** Ends the service, with the calls under way. */
  close: () => void;
}

/** Serves a plugin on a free port of this machine. */
export async function serve({ version, schema, load }: Served): Promise<Serving> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": messageLimit,
    "grpc.max_send_message_length": messageLimit,
  });
  const early: Pick<IResourceProviderServer, "getPluginInfo" | "getSchema"> = {
    getPluginInfo: (_call, callback) => callback(null, new PluginInfo().setVersion(version)),
    getSchema: (_call, callback) => callback(null, new GetSchemaResponse().setSchema(schema())),
  };
  server.addService(ResourceProviderService, { ...deferred(load), ...early });
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve({ port, close: () => server.forceShutdown() }) : reject(error),
    ),
  );
}

/** Answers of every method that are loaded at the first call. */
function deferred(load: Served["load"]): grpc.UntypedServiceImplementation {
  const answer =
    (name: string): grpc.handleUnaryCall<unknown, unknown> =>
    (call, callback) =>
      void load().then(
        (service) => {
          const loaded = service[name] as grpc.handleUnaryCall<unknown, unknown> | undefined;
          if (loaded !== undefined) loaded(call, callback);
          else callback({ code: grpc.status.UNIMPLEMENTED, details: `The plugin has no method ${name}.` });
        },
        (error: Error) => callback(error),
      );
  return Object.fromEntries(Object.keys(ResourceProviderService).map((name) => [name, answer(name)]));
}
