import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import { z } from "zod";

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

/** The shape that faults must have, wherever they come from. */
export const faultsSchema: z.ZodType<Faults> = z.strictObject({
  seed: z.int32().optional(),
  calls: z.array(callFault).optional(),
  jobs: z.array(jobFault).optional(),
});

/** What is to go wrong, and how often. */
export interface Faults {
  /** Seed of the dice, a 32-bit integer; the same seed and the same order of calls give the same faults. Defaults to 1. */
  seed?: number;
  /**
   * What goes wrong with calls. For each call the rules are asked in order; of those that match, the first whose dice say
   * so applies. `latency` and `stale-list` also combine with what follows.
   */
  calls?: CallFault[];
  /** What goes wrong with export jobs; asked in order when a job is submitted, the first whose dice say so applies. */
  jobs?: JobFault[];
}

/** How often a rule applies. */
interface Odds {
  /** 0 to 1. Defaults to 1. */
  probability?: number;
  /** Calls or jobs that it meets at most. Defaults to no limit. */
  times?: number;
}

/** A rule for what goes wrong with calls. */
export interface CallFault extends Odds {
  /**
   * - `latency`: the call waits before it is worked on.
   * - `throttle`: 429, the work is not done.
   * - `error-before`, `drop-before`: an error, or a broken connection; the work is not done.
   * - `error-after`, `drop-after`: likewise, after the work was done.
   * - `slow-body`: the body comes in drops. `malformed-body`: it is cut in its middle. The work is done.
   * - `expired-token`: 401 `401013`, the work is not done. Never meets the token endpoint.
   * - `stale-list`: a list of datasets or of jobs leaves out what was made lately. Meets no other call.
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
    | "stale-list";
  /** Defaults to every method. */
  method?: string;
  /** Part of the path, e.g. `/export/jobs`. Defaults to every path. */
  path?: string;
  /** `error-before`, `error-after`: defaults to 503. */
  status?: 500 | 503;
  /** `throttle`, `error-before`, `error-after`: seconds of `Retry-After`. Defaults to none. */
  retryAfter?: number;
  /** `latency`: before the work; `slow-body`: over which the body comes; `stale-list`: for how long what was made is left out. At most 600,000. Defaults to 200. */
  milliseconds?: number;
}

/** A rule for what goes wrong with export jobs. */
export interface JobFault extends Odds {
  /**
   * - `fail`: ends `FAILED`.
   * - `fail-writing`: ends `FAILED` and leaves a batch that has failed, whose `/failed` and `/meta` tell why.
   * - `hang`: stays `PROCESSING` until it is cancelled. It keeps no other job from its work.
   * - `vanish`: is not found any more, some time after it was accepted; its work goes on and keeps its batches.
   * - `deaf`: forgets the first request to cancel.
   */
  fault: "fail" | "fail-writing" | "hang" | "vanish" | "deaf";
  /** `vanish`: after the job was accepted. At most 600,000. Defaults to 200. */
  milliseconds?: number;
}

/** The rules in force, each with how often it applied. */
export interface FaultReport {
  seed: number;
  calls: (CallFault & { met: number })[];
  jobs: (JobFault & { met: number })[];
  /** How often any of them applied. */
  total: number;
}

/** Milliseconds of a fault that takes time. */
export const defaultMilliseconds = 200;

const defaultSeed = 1;

/** Faults that leave a call to the rules behind theirs. */
const goesOn = new Set<CallFault["fault"]>(["latency", "stale-list"]);

const lists = /\/(dataSets|export\/jobs)\/?$/;

/** A rule, its own dice, and how often it applied. */
interface Rule<T extends Odds> {
  rule: T;
  dice: () => number;
  met: number;
}

/** The rules in force and their dice. Nothing but the seed and the order of questions decides what they answer. */
export class ActiveFaults {
  private seed = defaultSeed;
  private calls: Rule<CallFault>[] = [];
  private jobs: Rule<JobFault>[] = [];

  constructor(faults: Faults = {}) {
    this.replace(faults);
  }

  /** Puts other rules in place of all those before, with fresh dice. */
  replace({ seed = defaultSeed, calls = [], jobs = [] }: Faults): void {
    // Each rule has dice of its own, so that calls which one rule does not care for leave the fate of the others as it is.
    const seeds = mersenne(seed);
    const armed = <T extends Odds>(rule: T): Rule<T> => {
      const generator = mersenne(uniformInt(seeds, 0, 0x7fffffff));
      return { rule, dice: () => uniformFloat64(generator), met: 0 };
    };
    this.seed = seed;
    this.calls = calls.map(armed);
    this.jobs = jobs.map(armed);
  }

  /** What goes wrong with a call: any number of `latency` and `stale-list`, then at most one other fault. */
  ofCall(call: { method: string; path: string }): CallFault[] {
    const faults: CallFault[] = [];
    for (const candidate of this.calls) {
      if (!concerns(candidate.rule, call) || !applies(candidate)) continue;
      faults.push(candidate.rule);
      if (!goesOn.has(candidate.rule.fault)) break;
    }
    return faults;
  }

  /** What goes wrong with a job that is being submitted. */
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
  // No gateway, which is what refuses tokens, stands before the endpoint that issues them.
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
