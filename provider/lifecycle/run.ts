/** What one run of the engine has seen so far. Each room keeps notes of its own; no other room sees them. */
export class Run {
  readonly #notes = new Map<new () => unknown, unknown>();

  /** The notes of this run that are of a class; made when they are first asked for. */
  notes<Notes>(kind: new () => Notes): Notes {
    const notes = (this.#notes.get(kind) ?? new kind()) as Notes;
    this.#notes.set(kind, notes);
    return notes;
  }
}
