import type * as pulumi from "@pulumi/pulumi";
import { randomBytes } from "node:crypto";

/**
 * The id of a stack: a resource without an object in AEP, whose id the state keeps. All other
 * resources of the stack wait for it. So the state holds the id before anything is made in AEP, and
 * a run after an interruption recognises what the interrupted run made. A renamed stack keeps its
 * id. Another stack of the same name, in any backend, has another id.
 */
export const stackIdentity: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: randomBytes(8).toString("hex"), outs: {} }),
};
