/** The operations under way in a process that the engine has started. */
export class Operations {
  #underWay = 0;
  #isEnding = false;

  /** Runs an operation that has to be answered before the process ends. */
  async track<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await operation();
    } finally {
      this.#underWay -= 1;
      this.#exitIfIdle();
    }
  }

  /**
   * Ends the process once the operations under way have been answered, so that the engine learns the
   * ids of what they made.
   */
  endProcess(): void {
    this.#isEnding = true;
    this.#exitIfIdle();
  }

  #exitIfIdle(): void {
    if (!this.#isEnding || this.#underWay > 0) return;
    // The answer to the engine is sent after the operation, so the process ends a little later; not
    // much later, since the engine ends every run by a signal and waits for the process.
    setTimeout(() => {
      if (this.#underWay === 0) process.exit(130);
    }, 50).unref();
  }
}
