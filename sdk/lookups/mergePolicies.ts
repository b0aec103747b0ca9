import * as pulumi from "@pulumi/pulumi";
import type { MergePolicy } from "../../contract/mergePolicies";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type NameOrId } from "./find";

/** Arguments of {@link getMergePolicy}. */
export type GetMergePolicyArgs = NameOrId;

/** A merge policy of AEP. */
export type GetMergePolicyResult = MergePolicy;

/** Finds a merge policy by name or id (`/config/mergePolicies`), also at preview. */
export const getMergePolicy = (args: GetMergePolicyArgs): Promise<GetMergePolicyResult> =>
  lookUp("merge policy", args, (client) => provider().lookups.getMergePolicy(client, args));

/** {@link getMergePolicy} for arguments that are outputs. */
export const getMergePolicyOutput = (
  args: NestedInput<GetMergePolicyArgs>,
): pulumi.Output<GetMergePolicyResult> => pulumi.output(args).apply<GetMergePolicyResult>(getMergePolicy);
