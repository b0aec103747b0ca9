import * as pulumi from "@pulumi/pulumi";
import { oneLineError } from "./oneLineError";
import { keepRunning, settled } from "./run";

/** What a resource was declared with, as outputs of it, and its URN. */
export type Declared<Inputs> = {
  [Key in keyof Omit<Inputs, "sandboxName" | "dataset">]?: pulumi.Output<Inputs[Key]>;
} & { owner?: pulumi.Output<string> };

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
