import type * as pulumi from "@pulumi/pulumi";

/** A value that may be an output of another resource. Each of its parts may be one too. */
export type NestedInput<Value> = pulumi.Input<
  Value extends (infer Item)[]
    ? NestedInput<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: NestedInput<Value[Key]> }
      : Value
>;

/** The arguments that declare these values. */
export type NestedInputs<Values> = { [Key in keyof Values]: NestedInput<Values[Key]> };

/** The outputs that hold these values. */
export type Outputs<Values> = { readonly [Key in keyof Values]-?: pulumi.Output<Values[Key]> };

/** An output, with what Pulumi's declarations leave out. */
type OutputInternals<Value> = pulumi.Output<Value> & { isKnown: Promise<boolean>; promise(): Promise<Value> };

/** Whether the value of an output is known. At preview, some values are not. */
export const isKnown = (output: pulumi.Output<unknown>): Promise<boolean> =>
  (output as OutputInternals<unknown>).isKnown;

/** The value of an output once it is resolved; at preview, a value that is not known resolves too. */
export const settled = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  (output as OutputInternals<Value>).promise();
