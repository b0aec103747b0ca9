import type { Database } from "lmdb";

/** One object of a sandbox, by its id. */
type SandboxKey = [sandbox: string, id: string];

/** Sorts behind every id of a list, whether string or number. */
export const last = "\uffff";

/** Objects by id, in as many sandboxes as there are. Ids sort by the time of their creation where they carry it. */
export class Collection<T> {
  constructor(protected readonly db: Database<T, SandboxKey>) {}

  get(sandbox: string, id: string): T | undefined {
    return fits(id) ? this.db.get([sandbox, id]) : undefined;
  }

  put(sandbox: string, id: string, value: T): void {
    this.db.putSync([sandbox, id], value);
  }

  /** @returns whether there was one. */
  delete(sandbox: string, id: string): boolean {
    return fits(id) && this.db.removeSync([sandbox, id]);
  }

  /** All of a sandbox, in the order of their ids. */
  *list(sandbox: string): Generator<[id: string, value: T]> {
    for (const { key, value } of this.db.getRange({ start: [sandbox], end: [sandbox, last] }))
      yield [key[1], value];
  }

  /** The last of a sandbox in the order of their ids, backwards. */
  newest(sandbox: string, limit: number): [id: string, value: T][] {
    const range = this.db.getRange({ reverse: true, start: [sandbox, last], end: [sandbox], limit });
    return [...range].map(({ key, value }) => [key[1], value]);
  }

  /** How many a sandbox has. */
  count(sandbox: string): number {
    return this.db.getKeysCount({ start: [sandbox], end: [sandbox, last] });
  }
}

/** Whether a string that a client sent can be a key: lmdb refuses long ones with an error. */
export function fits(id: string): boolean {
  return id.length <= 200 && !id.includes("\0");
}
