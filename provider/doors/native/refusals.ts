import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { toStruct } from "./marshalling";

/** A resource whose object was made, but which failed after that. The engine keeps it in the state. */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly resource: { id: string; outputs: object; inputs: object },
  ) {
    super(message);
  }
}

/** An error as gRPC answers it. */
export function refusalOf(error: unknown): Partial<grpc.StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  const code = grpc.status.UNKNOWN;
  if (!(error instanceof InitFailed)) return { code, details };
  return { code, details, metadata: initFailure(error, details) };
}

function initFailure({ resource }: InitFailed, message: string): grpc.Metadata {
  const failed = new ErrorResourceInitFailed();
  failed.setId(resource.id);
  failed.setProperties(toStruct(resource.outputs));
  failed.setInputs(toStruct(resource.inputs));
  failed.setReasonsList([message]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(detail);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
