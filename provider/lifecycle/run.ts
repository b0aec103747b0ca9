/**
 * What one run of the engine has seen so far. Each module keeps notes of a class of its own, which
 * no other module sees.
 */
export class Run {
  readonly #notes = new Map<new () => unknown, unknown>();

  constructor(
    /** Whether other processes may run resources of the same stack at the same time. */
    readonly isShared = false,
  ) {}

  /** The notes of a class in this run, created on first use. */
  notes<Notes>(kind: new () => Notes): Notes {
    const notes = (this.#notes.get(kind) ?? new kind()) as Notes;
    this.#notes.set(kind, notes);
    return notes;
  }
}
