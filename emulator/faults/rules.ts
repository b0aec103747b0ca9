import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import * as z from "zod";

const odds = {
  probability: z.number().min(0).max(1).optional(),
  times: z.int().min(0).optional(),
};
const milliseconds = z.number().min(0).max(600_000).optional();

const callFault = z.strictObject({
  fault: z.enum([
    "latency",
    "throttle",
    "error-before",
    "error-after",
    "drop-before",
    "drop-after",
    "slow-body",
    "malformed-body",
    "expired-token",
    "forbidden",
    "stale-list",
  ]),
  ...odds,
  method: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
  status: z.union([z.literal(500), z.literal(503)], "must be 500 or 503").optional(),
  retryAfter: z.int().min(0).optional(),
  milliseconds,
});

const jobFault = z.strictObject({
  fault: z.enum(["fail", "fail-writing", "hang", "vanish", "deaf"]),
  ...odds,
  milliseconds,
});

/** Checks fault rules from an option, a file or a request. */
export const faultsSchema: z.ZodType<Faults> = z.strictObject({
  seed: z.int32().optional(),
  calls: z.array(callFault).optional(),
  jobs: z.array(jobFault).optional(),
});

/** Rules for faults to inject. */
export interface Faults {
  /**
   * Seed of the random numbers, a 32-bit integer. The same seed and the same order of calls give
   * the same faults. Defaults to 1.
   */
  seed?: number;
  /**
   * Faults of calls. For each call the rules are tried in order, and the first one that matches and
   * whose probability says so applies. After `latency` and `stale-list` the following rules are
   * tried too.
   */
  calls?: CallFault[];
  /**
   * Faults of export jobs. When a job is created, the first rule whose probability says so applies.
   */
  jobs?: JobFault[];
}

/** How often a rule applies. */
interface Odds {
  /** 0 to 1. Defaults to 1. */
  probability?: number;
  /** The rule applies to at most this many calls or jobs. Defaults to no limit. */
  times?: number;
}

/** A rule for faults of calls. */
export interface CallFault extends Odds {
  /**
   * - `latency`: the call waits before it is processed.
   * - `throttle`: answers 429. The call is not processed.
   * - `error-before`, `drop-before`: an error, or a broken connection. The call is not processed.
   * - `error-after`, `drop-after`: the same, after the call was processed.
   * - `slow-body`: the answer's body arrives slowly. The call is processed.
   * - `malformed-body`: the answer's body ends in the middle. The call is processed.
   * - `expired-token`: answers 401 `401013`. The call is not processed. Never applies to the token
   *   endpoint.
   * - `forbidden`: answers 403, as if the caller lacked a permission. The call is not processed.
   * - `stale-list`: a list of datasets or jobs leaves out the newest ones. Applies to no other
   *   call.
   */
  fault:
    | "latency"
    | "throttle"
    | "error-before"
    | "error-after"
    | "drop-before"
    | "drop-after"
    | "slow-body"
    | "malformed-body"
    | "expired-token"
    | "forbidden"
    | "stale-list";
  /** Defaults to every method. */
  method?: string;
  /** Part of the path, e.g. `/export/jobs`. Defaults to every path. */
  path?: string;
  /** `error-before`, `error-after`: defaults to 503. */
  status?: 500 | 503;
  /** `throttle`, `error-before`, `error-after`: seconds of `Retry-After`. Defaults to none. */
  retryAfter?: number;
  /**
   * `latency`: the wait. `slow-body`: how long the body takes. `stale-list`: how new the objects
   * are that a list leaves out. At most 600,000. Defaults to 200.
   */
  milliseconds?: number;
}

/** A rule for faults of export jobs. */
export interface JobFault extends Odds {
  /**
   * - `fail`: ends `FAILED`.
   * - `fail-writing`: ends `FAILED` and leaves a failed batch, whose `/failed` and `/meta` tell why.
   * - `hang`: stays `PROCESSING` until it is cancelled. It does not count for `concurrency`.
   * - `vanish`: answers 404 some time after its POST. It still runs, and its batches stay.
   * - `deaf`: ignores the first request to cancel.
   */
  fault: "fail" | "fail-writing" | "hang" | "vanish" | "deaf";
  /** `vanish`: the time from the POST to the first 404. At most 600,000. Defaults to 200. */
  milliseconds?: number;
}

/** The active rules, each with how often it applied. */
export interface FaultReport {
  seed: number;
  calls: (CallFault & { met: number })[];
  jobs: (JobFault & { met: number })[];
  /** How often all rules applied together. */
  total: number;
}

/** The default of `milliseconds` in every rule. */
export const defaultMilliseconds = 200;

const defaultSeed = 1;

/** After these faults the following rules are tried too. */
const combinable = new Set<CallFault["fault"]>(["latency", "stale-list"]);

const lists = /\/(dataSets|export\/jobs)\/?$/;

/** A rule, its own random numbers, and how often it applied. */
interface Rule<T extends Odds> {
  rule: T;
  dice: () => number;
  met: number;
}

/** The active rules. Their faults depend on nothing but the seed and the order of calls. */
export class ActiveFaults {
  private seed = defaultSeed;
  private calls: Rule<CallFault>[] = [];
  private jobs: Rule<JobFault>[] = [];

  constructor(faults: Faults = {}) {
    this.replace(faults);
  }

  /** Replaces all rules and starts their random numbers anew. */
  replace({ seed = defaultSeed, calls = [], jobs = [] }: Faults): void {
    // Each rule has its own random numbers, so that one rule's draws do not change the others'
    // faults.
    const seeds = mersenne(seed);
    const armed = <T extends Odds>(rule: T): Rule<T> => {
      const generator = mersenne(uniformInt(seeds, 0, 0x7fffffff));
      return { rule, dice: () => uniformFloat64(generator), met: 0 };
    };
    this.seed = seed;
    this.calls = calls.map(armed);
    this.jobs = jobs.map(armed);
  }

  /** The faults of a call: any number of `latency` and `stale-list`, then at most one other. */
  ofCall(call: { method: string; path: string }): CallFault[] {
    const faults: CallFault[] = [];
    for (const candidate of this.calls) {
      if (!concerns(candidate.rule, call) || !applies(candidate)) continue;
      faults.push(candidate.rule);
      if (!combinable.has(candidate.rule.fault)) break;
    }
    return faults;
  }

  /** The fault of a new job, if any. */
  ofJob(): JobFault | undefined {
    return this.jobs.find(applies)?.rule;
  }

  report(): FaultReport {
    const rules = [...this.calls, ...this.jobs];
    return {
      seed: this.seed,
      calls: this.calls.map(({ rule, met }) => ({ ...rule, met })),
      jobs: this.jobs.map(({ rule, met }) => ({ ...rule, met })),
      total: rules.reduce((sum, { met }) => sum + met, 0),
    };
  }
}

function concerns(rule: CallFault, { method, path }: { method: string; path: string }): boolean {
  // The gateway refuses expired tokens, and the token endpoint is not behind it.
  if (rule.fault === "expired-token" && path.startsWith("/ims/")) return false;
  if (rule.fault === "stale-list" && !(method === "GET" && lists.test(path))) return false;
  const sameMethod = rule.method === undefined || rule.method.toUpperCase() === method;
  return sameMethod && (rule.path === undefined || path.includes(rule.path));
}

function applies(candidate: Rule<Odds>): boolean {
  const { probability = 1, times = Infinity } = candidate.rule;
  if (candidate.met >= times || candidate.dice() >= probability) return false;
  candidate.met += 1;
  return true;
}
