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

interface Source<Found> {
  byId: (id: string) => Promise<Found | undefined>;
  all: () => AsyncIterable<Found>;
}

/** The one object of this id or name. */
export function findOne<Found extends { id: string; name?: string }>(
  noun: string,
  args: NameOrId,
  source: (client: AepClient) => Source<Found>,
): Promise<Found> {
  return lookUp(noun, args, async (client) => {
    if ((args.id === undefined) === (args.name === undefined))
      throw new Error("give either its id or its name");
    const { byId, all } = source(client);
    const [wanted, found] =
      args.id === undefined
        ? [`named "${args.name}"`, await named(all(), args.name)]
        : [`with id ${args.id}`, [await byId(args.id)].filter((one) => one !== undefined)];
    const [first, ...others] = found;
    const { sandboxName } = client;
    if (first === undefined)
      throw new Error(
        `sandbox ${sandboxName} has none ${wanted}. Check the ${args.id === undefined ? "name" : "id"} and the sandbox`,
      );
    if (others.length === 0) return first;
    const ids = found.map((one) => one.id).join(", ");
    throw new Error(
      `sandbox ${sandboxName} has ${found.length} ${wanted}: ${ids}. Give the id of one of them`,
    );
  });
}

/** All objects of a list. */
export const findAll = <Found>(
  noun: string,
  args: LookupArgs,
  source: (client: AepClient) => AsyncIterable<Found>,
): Promise<Found[]> =>
  lookUp(noun, args, async (client) => {
    const found: Found[] = [];
    for await (const one of source(client)) found.push(one);
    return found;
  });

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

/** Each object of a list in another form. */
export async function* mapEach<From, To>(
  source: AsyncIterable<From>,
  map: (one: From) => To,
): AsyncGenerator<To> {
  for await (const one of source) yield map(one);
}

async function named<Found extends { name?: string }>(
  all: AsyncIterable<Found>,
  name: string,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of all) if (one.name === name) found.push(one);
  return found;
}
