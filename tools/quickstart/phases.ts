/** Measures the steps of a command. */
export class Phases {
  readonly #times: string[] = [];

  /** Runs a step and notes how long it took, also if it fails. */
  async time<T>(name: string, step: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await step();
    } finally {
      this.#times.push(`${name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  }

  /** All steps so far, in one line. */
  toString(): string {
    return this.#times.join(", ");
  }
}
