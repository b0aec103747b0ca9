import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** A line for the user. */
export interface Line {
  message: string;
  /** The resource beside which the line is shown. Defaults to none. */
  urn?: string;
  /** Whether a terminal shows the line only until the next one. Defaults to false. */
  ephemeral?: boolean;
  /** Whether the line is a warning. Defaults to false. */
  isWarning?: boolean;
}

/** The engine that the plugin works for, as far as the plugin calls it. */
export class Engine {
  #client?: EngineClient;

  /** Connects to the engine at `host:port`, in place of the former one. */
  attach(address: string): void {
    this.#client?.close();
    this.#client = new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Shows a line. A line that cannot be shown is no error. */
  log({ message, urn = "", ephemeral = false, isWarning = false }: Line): void {
    const request = new LogRequest();
    request.setSeverity(isWarning ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    this.#client?.log(request, () => undefined);
  }
}
