import type { AepClient } from "../aep";

/** Which object is wanted: one of both is given. */
export interface Wanted {
  id?: string;
  name?: string;
}

/** Where objects of a kind are found. */
export interface Source<Found> {
  byId: (id: string) => Promise<Found | undefined>;
  all: () => AsyncIterable<Found>;
}

/** The one object of this id or name. Throws an error if there is none, or several of the name. */
export async function findOne<Found extends { id: string; name?: string }>(
  { sandboxName }: AepClient,
  { id, name }: Wanted,
  { byId, all }: Source<Found>,
): Promise<Found> {
  if ((id === undefined) === (name === undefined)) throw new Error("give either its id or its name");
  const found =
    id === undefined ? await named(all(), name) : [await byId(id)].filter((one) => one !== undefined);
  const wanted = id === undefined ? `named "${name}"` : `with id ${id}`;
  const [first, ...others] = found;
  if (first === undefined)
    throw new Error(
      `sandbox ${sandboxName} has none ${wanted}. Check the ${id === undefined ? "name" : "id"} and the sandbox`,
    );
  if (others.length === 0) return first;
  const ids = found.map((one) => one.id).join(", ");
  throw new Error(`sandbox ${sandboxName} has ${found.length} ${wanted}: ${ids}. Give the id of one of them`);
}

/** All objects of a list. */
export async function findAll<Found>(list: AsyncIterable<Found>): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of list) found.push(one);
  return found;
}

async function named<Found extends { name?: string }>(
  all: AsyncIterable<Found>,
  name: string | undefined,
): Promise<Found[]> {
  return (await findAll(all)).filter((one) => one.name === name);
}
