import * as pulumi from "@pulumi/pulumi";
import { providerText } from "./providerText";
import { onceARun } from "./run";

/** The resource whose id is that of the stack: see `provider/doors/dynamic/stackIdentity.ts`. */
class StackIdentity extends pulumi.CustomResource {
  constructor() {
    super("pulumi-nodejs:dynamic/aep:StackIdentity", "aep", { __provider: providerText("stackIdentity") });
  }
}

const stackIdentity = onceARun(() => new StackIdentity());

/** The id of the stack that the program runs for. */
export const stackId = (): pulumi.Output<string> => stackIdentity().id;

/** The id of the stack where it is known, at preview too. A new stack gets its id in the `up`; until then it has one that equals no other. */
export async function knownStackId(): Promise<string> {
  const id = stackId() as pulumi.Output<string> & { isKnown: Promise<boolean>; promise(): Promise<string> };
  return (await id.isKnown) ? id.promise() : "";
}
