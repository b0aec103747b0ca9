import * as pulumi from "@pulumi/pulumi";
import type {
  DatasetExpirationInputs,
  ExportJobInputs,
  SegmentDefinitionInputs,
  TargetDatasetInputs,
} from "../../provider/programs";
import { isKnown, settled, type Outputs } from "./inputsAndOutputs";
import { oneLineError } from "./oneLineError";
import { keepRunning } from "./run";

/** A resource with its inputs, and the URN of its owner, as outputs. */
type Declared<Inputs> = pulumi.CustomResource & { readonly owner?: pulumi.Output<string> } & Outputs<
    Inputs & { sandboxName: string }
  >;

export type DeclaredDataset = Declared<TargetDatasetInputs>;

export type DeclaredSegment = Declared<SegmentDefinitionInputs>;

export type DeclaredJob = Declared<Omit<ExportJobInputs, "waitForCompletion">>;

export type DeclaredExpiration = Declared<DatasetExpirationInputs>;

/**
 * At preview, checks a resource that the `up` will create, as soon as `values` are known. If
 * `check` throws an error, the preview fails with it as an error of the resource.
 */
export function ifToBeCreated<Values>(
  { resource, subject }: { resource: pulumi.CustomResource; subject: string },
  values: pulumi.Input<Values>,
  check: (known: pulumi.Unwrap<Values>) => Promise<void> | void,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const checked = pulumi.output(values).apply(async (known) => {
    // The id of a resource that will be created is not known at preview.
    if (await isKnown(resource.id)) return;
    try {
      await check(known);
    } catch (error) {
      throw oneLineError(subject, error, resource);
    }
  });
  keepRunning(settled(checked));
}
