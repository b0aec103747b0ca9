import * as pulumi from "@pulumi/pulumi";

/**
 * An error that ends the program with one line, shown on the line of the resource if there is one.
 * It has no stack: the program host would print an error with a stack together with every object
 * that it refers to, which takes 40 seconds for a resource.
 */
export function oneLineError(subject: string, error: unknown, resource?: pulumi.Resource): Error {
  const message = `${subject}: ${error instanceof Error ? error.message : String(error)}`;
  const plain = resource ? new pulumi.ResourceError(message, resource, true) : new pulumi.RunError(message);
  plain.stack = "";
  return plain;
}
