import type { Advice } from "./advice";

/** A request to make, repeats included. */
export interface Exchange {
  /** Verb, noun and name, for errors and log: `Creating dataset "daily"`. */
  operation: string;
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body?: string;
  /**
   * `none`: it changes nothing. `repeatable`: done twice, it changes the same. `once`: each time it
   * makes something new.
   */
  effect: "none" | "repeatable" | "once";
  /** Whether it is repeated after a 429. Defaults to true. */
  repeatThrottled?: boolean;
  advice: Advice;
  signal?: AbortSignal;
}

/** An answer with a 2xx status. */
export interface Answer<Body> {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  requestId?: string;
  body: Body;
}
