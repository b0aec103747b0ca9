import type * as pulumi from "@pulumi/pulumi";

/** A value that may be an output of another resource, as may each of its parts. */
export type NestedInput<Value> = pulumi.Input<
  Value extends (infer Item)[]
    ? NestedInput<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: NestedInput<Value[Key]> }
      : Value
>;
