/** What `/emulator/clock` tells. */
export interface ClockReading {
  /** The emulator's time, in RFC 3339. */
  now: string;
  /** Seconds by which it is ahead of the machine's clock. */
  aheadSeconds: number;
}

/** The emulator's clock. It can be set forward, and stays so over a restart: what was made would else lie in the future. */
export class Clock {
  constructor(
    private readonly storage: { clockAhead: number },
    private readonly machine: () => number,
  ) {}

  /** Milliseconds since 1970. */
  readonly now = (): number => this.machine() + this.storage.clockAhead;

  /** Adds milliseconds to what the clock is ahead already. */
  setForward(milliseconds: number): void {
    this.storage.clockAhead += milliseconds;
  }

  reading(): ClockReading {
    return { now: new Date(this.now()).toISOString(), aheadSeconds: this.storage.clockAhead / 1000 };
  }
}
