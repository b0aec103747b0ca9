import * as pulumi from "@pulumi/pulumi";
import type { PreviewContext } from "../../provider/programs";
import { unknownValue } from "../../provider/inputs/unknown";
import type { AepResource } from "./aepResource";
import { connect } from "./connection";
import { contextOf } from "./context";
import { isKnown, settled } from "./inputsAndOutputs";
import { oneLineError } from "./oneLineError";
import { keepRunning } from "./run";
import { knownStackId } from "./stackIdentity";

/** What a resource says at preview. */
interface Declaration<Inputs> {
  /** The resource as messages call it: `export job "daily"`. */
  subject: string;
  /** Names of the inputs that the program gives, beside the sandbox. */
  given: readonly (keyof Inputs & string)[];
  /** Inputs that are not taken from the resource. */
  more?: { [Key in keyof Inputs]?: pulumi.Input<Inputs[Key]> };
  /** How the program names objects that inputs refer to. */
  names?: (readonly [reference: pulumi.Output<string>, name: pulumi.Output<string>])[];
  /** The provider's check. */
  preview: (context: PreviewContext, inputs: Inputs) => Promise<void>;
}

/**
 * At preview of a resource that the `up` will create, has the provider check it as soon as it is
 * known which inputs are known. If the check throws an error, the preview fails with it as an error
 * of the resource.
 *
 * The outputs of the resource are used, and not the arguments: Pulumi would print a rejected argument
 * with every object that it refers to, which takes minutes. At preview, an output is unknown if the
 * program gives no such input.
 */
export function previewCreation<Inputs extends { sandboxName: string }>(
  resource: AepResource,
  { subject, given, more = {}, names = [], preview }: Declaration<Inputs>,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const outputs = resource as unknown as Record<string, pulumi.Output<unknown>>;
  const inputs = {
    ...Object.fromEntries(["sandboxName", ...given].map((key) => [key, orUnknown(outputs[key])])),
    ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, orUnknown(value)])),
  };
  const named = names.map((pair) => pair.map(orUnknown) as [pulumi.Output<string>, pulumi.Output<string>]);
  const values = { inputs, named, urn: resource.owner, stackId: knownStackId() };
  const checked = pulumi.output(values).apply(async ({ inputs, named, urn = "", stackId }) => {
    // The id of a resource that will be created is not known at preview.
    if (await isKnown(resource.id)) return;
    try {
      const context: PreviewContext = {
        ...contextOf(resource, subject),
        owner: { urn, stackId },
        warn: (message) => void pulumi.log.warn(message, resource),
        names: new Map(named.filter(([, name]) => name !== unknownValue)),
      };
      const { sandboxName = connect().sandboxName } = inputs as Partial<Inputs>;
      await preview(context, { ...(inputs as unknown as Inputs), sandboxName });
    } catch (error) {
      throw oneLineError(sentenceCase(subject), error, resource);
    }
  });
  keepRunning(settled(checked));
}

/** The value of an output; at preview, the engine's placeholder for a value that is not known. */
export function orUnknown<Value>(value: pulumi.Input<Value>): pulumi.Output<Value> {
  const output = pulumi.output(value) as pulumi.Output<Value>;
  return pulumi
    .output(isKnown(output))
    .apply((known) => (known ? output : (unknownValue as unknown as Value))) as pulumi.Output<Value>;
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
