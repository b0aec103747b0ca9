import * as pulumi from "@pulumi/pulumi";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { findOne, type NameOrId } from "./find";

/** Arguments of {@link getMergePolicy}. */
export type GetMergePolicyArgs = NameOrId;

/** A merge policy of AEP. */
export type GetMergePolicyResult = MergePolicy;

/** Finds a merge policy by name or id (`/config/mergePolicies`), also at preview. */
export const getMergePolicy = (args: GetMergePolicyArgs): Promise<GetMergePolicyResult> =>
  findOne("merge policy", args, ({ mergePolicies }) => ({
    byId: (id) => mergePolicies.get(id),
    all: () => mergePolicies.list(),
  }));

/** {@link getMergePolicy} for arguments that are outputs. */
export const getMergePolicyOutput = (
  args: NestedInput<GetMergePolicyArgs>,
): pulumi.Output<GetMergePolicyResult> => pulumi.output(args).apply<GetMergePolicyResult>(getMergePolicy);
