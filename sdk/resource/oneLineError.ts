import * as pulumi from "@pulumi/pulumi";

/**
 * An error that ends the program with one line, shown on the resource's line if there is one. Without a stack: given one, the
 * engine's program host would print the error with everything it refers to, which takes it 40 seconds for a resource.
 */
export function oneLineError(subject: string, error: unknown, resource?: pulumi.Resource): Error {
  const message = `${subject}: ${error instanceof Error ? error.message : String(error)}`;
  const plain = resource ? new pulumi.ResourceError(message, resource, true) : new pulumi.RunError(message);
  plain.stack = "";
  return plain;
}
