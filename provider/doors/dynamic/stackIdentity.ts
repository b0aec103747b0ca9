import type * as pulumi from "@pulumi/pulumi";
import { randomBytes } from "node:crypto";

/**
 * The id of a stack, kept in its state by a resource that has no object in AEP. Every other resource of the stack waits for it, so the state holds
 * the id before anything is made in AEP, and a run that goes on after an interruption knows what the interrupted one has made. A stack that is
 * renamed keeps its id; another stack of the same name, in whatever backend, has another one.
 */
export const stackIdentity: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: randomBytes(8).toString("hex"), outs: {} }),
};
