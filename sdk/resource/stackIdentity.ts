import * as pulumi from "@pulumi/pulumi";
import { isKnown, settled } from "./inputsAndOutputs";
import { providerText } from "./providerText";
import { onceARun } from "./run";

/** The resource whose id is the id of the stack: see `provider/doors/dynamic/stackIdentity.ts`. */
class StackIdentity extends pulumi.CustomResource {
  constructor() {
    super("pulumi-nodejs:dynamic/aep:StackIdentity", "aep", { __provider: providerText("stackIdentity") });
  }
}

const stackIdentity = onceARun(() => new StackIdentity());

/** The id of the stack that the program runs for. */
export const stackId = (): pulumi.Output<string> => stackIdentity().id;

/**
 * The id of the stack. A new stack gets its id in its first `up`; at preview its id is empty, which
 * equals no other id.
 */
export const knownStackId = async (): Promise<string> =>
  (await isKnown(stackId())) ? settled(stackId()) : "";
