import type { AepClient } from "../../aep";
import type { NativeFunction } from "./service";

/** A look-up: it reads from the sandbox of the client. */
type Lookup<Args, Found> = (client: AepClient, args: Args) => Promise<Found>;

/** A look-up of one object as a function of the plugin. */
export const oneOf =
  <Args, Found extends object>(noun: string, lookUp: Lookup<Args, Found>): NativeFunction =>
  ({ client }, { sandboxName, ...args }) => {
    const here = typeof sandboxName === "string" ? client.inSandbox(sandboxName) : client;
    return lookUp(here, args as Args).catch((error: unknown) => {
      throw new Error(`Looking up ${noun}: ${error instanceof Error ? error.message : String(error)}`);
    });
  };

/**
 * A look-up of a list. A function answers an object, which holds the list.
 *
 * @param name The property that holds the list.
 */
export const listOf = <Args, Found>(
  noun: string,
  name: string,
  lookUp: Lookup<Args, Found[]>,
): NativeFunction => oneOf(noun, async (client, args: Args) => ({ [name]: await lookUp(client, args) }));
