import type { Advice } from "./advice";

/** One HTTP exchange, repeats included. */
export interface Exchange {
  /** Verb, noun and name, for errors and log: `Creating dataset "daily"`. */
  operation: string;
  method: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** What it changes: nothing; something that is the same when done twice; or something new each time. */
  effect: "none" | "repeatable" | "once";
  /** Whether it is repeated after a 429. Defaults to true. */
  repeatThrottled?: boolean;
  advice: Advice;
  signal?: AbortSignal;
}

/** A 2xx answer. */
export interface Answer<Body> {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  requestId?: string;
  body: Body;
}
