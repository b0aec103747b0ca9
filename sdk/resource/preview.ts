import * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs, TargetDatasetInputs } from "../../provider/programs";
import { oneLineError } from "./oneLineError";
import { keepRunning, settled } from "./run";

/** A resource with what it was declared with, and its URN, as outputs. */
type Declared<Inputs> = pulumi.CustomResource & { owner?: pulumi.Output<string> } & {
  [Key in keyof Inputs]?: pulumi.Output<Inputs[Key]>;
};

export type DeclaredDataset = Declared<TargetDatasetInputs> &
  Record<"name" | "sandboxName", pulumi.Output<string>>;

export type DeclaredJob = Declared<ExportJobInputs> &
  Record<"dataset" | "sandboxName", pulumi.Output<string>>;

/**
 * At preview, looks at a resource that the `up` is to create, as soon as `values` are known; what it throws fails the preview as an
 * error of the resource.
 */
export function ifToBeCreated<Values>(
  { resource, subject }: { resource: pulumi.CustomResource; subject: string },
  values: pulumi.Input<Values>,
  look: (known: pulumi.Unwrap<Values>) => Promise<void>,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const looked = pulumi.output(values).apply(async (known) => {
    if (await isInState(resource)) return;
    try {
      await look(known);
    } catch (error) {
      throw oneLineError(subject, error, resource);
    }
  });
  keepRunning(settled(looked));
}

/** Whether the object is there and stays: the id of one that is to be created is not known at preview. */
const isInState = ({ id }: pulumi.CustomResource): Promise<boolean> =>
  (id as pulumi.Output<string> & { isKnown: Promise<boolean> }).isKnown;
