import type { AepClient } from "../../provider/programs";
import { connect } from "../resource/connection";
import { oneLineError } from "../resource/oneLineError";
import { keepRunning } from "../resource/run";

/** Where to look. */
export interface LookupArgs {
  /** Defaults to the configured sandbox (`aep:sandboxName`). */
  sandboxName?: string;
}

/** Finds an object by its id. */
export interface ById extends LookupArgs {
  /** Id of the object. */
  id: string;
  /** Not given beside the id. */
  name?: undefined;
}

/** Finds an object by its name. */
export interface ByName extends LookupArgs {
  /** Exact name of the object. It is an error if several objects have this name. */
  name: string;
  /** Not given beside the name. */
  id?: undefined;
}

/** Finds an object by its id or by its name. */
export type NameOrId = ById | ByName;

/** Reads from the sandbox of the arguments. An error is one line that begins with the noun. */
export function lookUp<Found>(
  noun: string,
  { sandboxName }: LookupArgs,
  read: (client: AepClient) => Promise<Found>,
): Promise<Found> {
  const reading = async (): Promise<Found> => {
    try {
      return await read(connect(sandboxName));
    } catch (error) {
      throw oneLineError(`Looking up ${noun}`, error);
    }
  };
  const found = reading();
  keepRunning(found);
  return found;
}
