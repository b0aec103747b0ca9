import type { Database } from "lmdb";

/** Where an object is kept. */
type SandboxKey = [sandbox: string, id: string];

/** A key that sorts after every id, string or number. */
export const last = "\uffff";

/** Objects by sandbox and id, in the order of their ids. */
export class Collection<T> {
  constructor(protected readonly db: Database<T, SandboxKey>) {}

  get(sandbox: string, id: string): T | undefined {
    return fits(id) ? this.db.get([sandbox, id]) : undefined;
  }

  put(sandbox: string, id: string, value: T): void {
    this.db.putSync([sandbox, id], value);
  }

  /** @returns whether the object existed. */
  delete(sandbox: string, id: string): boolean {
    return fits(id) && this.db.removeSync([sandbox, id]);
  }

  /** The objects of a sandbox in the order of their ids. */
  *list(sandbox: string): Generator<[id: string, value: T]> {
    for (const { key, value } of this.db.getRange({ start: [sandbox], end: [sandbox, last] }))
      yield [key[1], value];
  }

  /** At most `limit` objects of a sandbox, from the greatest id down. */
  newest(sandbox: string, limit: number): [id: string, value: T][] {
    const range = this.db.getRange({ reverse: true, start: [sandbox, last], end: [sandbox], limit });
    return [...range].map(({ key, value }) => [key[1], value]);
  }

  /** The number of objects in a sandbox. */
  count(sandbox: string): number {
    return this.db.getKeysCount({ start: [sandbox], end: [sandbox, last] });
  }
}

/** Whether an id that a client sent can be a key. lmdb throws on long keys. */
export function fits(id: string): boolean {
  return id.length <= 200 && !id.includes("\0");
}
