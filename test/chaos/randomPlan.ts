import { createHash } from "node:crypto";
import fc from "fast-check";
import type { CallFault, Faults } from "../../emulator/server";
import type { Victim } from "../worlds/command";
import type { DatasetDeclaration, JobArgs, JobDeclaration, Program } from "./program";
import { changeKinds, copyOf, settingKinds, type Change, type SettingKind } from "./programChange";
import { mergePolicies, ownRule, segments } from "./records";

/** The random choices of a run. */
export interface Plan {
  /** Seconds that an export takes at least. */
  jobSeconds: number;
  program: Program;
  /** Whether the sandbox has other objects made by hand, beside the dataset of the guests. */
  foreign: boolean;
  /** Whether the client secret is in the stack's configuration; otherwise it is in the environment. */
  secretInConfig: boolean;
  ups: { change?: Change; setting?: SettingKind; disturbance: Disturbance; byHand?: ByHand }[];
  /** Whether every export is run again just before the stack is destroyed. */
  runsAgain: boolean;
  destroys: { byHand?: ByHand; disturbance: Disturbance }[];
  /** What only the native door has. */
  native: {
    twoProviders: boolean;
    /** What a job made by hand exports, which is imported with its dataset before the first `up`. */
    imported?: { job: JobArgs; disturbance: Disturbance };
  };
}

/** A job that somebody starts by hand between two runs, in a dataset of the stack. */
export interface ByHand {
  /** Chooses the dataset and the declared job, whatever their number. */
  place: number;
  /** What it exports. Undefined for the same as a declared job. */
  args?: JobArgs;
  /** Whether it runs until it is cancelled. */
  hangs: boolean;
}

/** The faults and strikes during one command of the CLI. */
export interface Disturbance {
  faults: Faults;
  strike?: Strike;
  /** More arguments of the command, such as `--refresh`. */
  options: string[];
}

/** A kill or a Ctrl-C of one process of a run. */
export interface Strike {
  target: Victim | "emulator" | "ctrl-c";
  moment: Moment;
  /** Milliseconds until a killed emulator is started again. */
  pauseMs: number;
}

/** When a strike comes: around the answer to the nth such call, or some milliseconds after the command or its first call. */
export type Moment =
  | { at: "done" | "answered"; method: "POST" | "DELETE"; path: string; nth: number }
  | { after: "start" | "first call"; ms: number };

/** The plan of a seed. Equal seeds give equal plans. */
export function randomPlan(seed: number): Plan {
  // Without this, consecutive seeds would give similar plans.
  const mixed = createHash("sha256").update(String(seed)).digest().readInt32BE();
  const [drawn] = fc.sample(plan, { seed: mixed, numRuns: 1, unbiased: true });
  if (drawn === undefined) throw new Error(`Seed ${seed} gives no plan`);
  return drawn;
}

/** True with a probability of one in so many. */
const once = (times: number) => fc.integer({ min: 1, max: times }).map((drawn) => drawn === 1);

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const jobArgs: fc.Arbitrary<JobArgs> = fc
  .record({
    fields: maybe(fc.constantFrom<string[][]>(["person.name"], ["person.name", "personalEmail.address"])),
    policy: maybe(fc.constantFrom(...mergePolicies)),
    segmentIds: maybe(fc.subarray(Object.keys(segments), { minLength: 1 })),
    segmentPerBatch: fc.boolean(),
    triggers: maybe(fc.constantFrom<string[][]>(["week 1"], ["week 2"])),
    waits: fc.integer({ min: 1, max: 4 }).map((drawn) => drawn > 1),
    hurried: once(6),
  })
  .map(({ fields, policy, segmentIds, segmentPerBatch, triggers, waits, hurried }) => ({
    ...(fields && { fields }),
    ...(policy && { mergePolicy: { id: policy } }),
    ...(segmentIds && { filter: { segments: segmentIds.map((segmentId) => ({ segmentId })) } }),
    ...(segmentIds && segmentPerBatch && { segmentPerBatch }),
    ...(triggers && { triggers }),
    ...(!waits && { waitForCompletion: false }),
    ...(hurried && { timeouts: { create: "2s" } }),
  }));

/** What AEP keeps of a job. The rest of its inputs is not imported. */
const importableArgs: fc.Arbitrary<JobArgs> = jobArgs.map(({ fields, filter, segmentPerBatch }) => ({
  ...(fields && { fields }),
  ...(filter && { filter }),
  ...(filter && segmentPerBatch && { segmentPerBatch }),
}));

const jobs = (most: number): fc.Arbitrary<JobDeclaration[]> =>
  fc
    .record({ list: fc.array(fc.tuple(jobArgs, once(3)), { maxLength: most }), twins: once(4) })
    .map(({ list, twins }) =>
      list.map(([args, followsPrevious], index) => ({
        name: `job${index}`,
        ...(followsPrevious && { followsPrevious }),
        // Two jobs with equal requests are still two exports.
        args: (twins && list[0]?.[0]) || args,
      })),
    );

const dataset: fc.Arbitrary<Omit<DatasetDeclaration, "name">> = fc.record({
  component: once(4),
  args: fc.record(
    {
      name: fc.constantFrom("Profiles", "Loyalty"),
      description: fc.constant("For the churn model"),
      tags: fc.constant({ team: ["crm", "data"] }),
      forceDestroy: fc.boolean(),
    },
    { requiredKeys: ["name", "forceDestroy"] },
  ),
  jobs: jobs(3),
});

const program: fc.Arbitrary<Program> = fc.record({
  datasets: fc
    .array(dataset, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((declared, index) => ({ name: `data${index}`, ...declared }))),
  guests: fc.oneof({ weight: 3, arbitrary: jobs(0) }, { weight: 1, arbitrary: jobs(2) }),
});

/** The longest lag of lists in milliseconds, shorter than the time between two runs. */
export const longestLag = 1_500;

const probability = fc.constantFrom(0.02, 0.04, 0.08);
const times = fc.integer({ min: 1, max: 3 });
const status = fc.constantFrom(500 as const, 503 as const);
const retryAfter = fc.constantFrom(0, 1);

const callFault = fc.oneof(
  fc.record({ fault: fc.constant("throttle" as const), probability, times, retryAfter }),
  fc.record({
    fault: fc.constantFrom("error-before" as const, "error-after" as const),
    probability,
    times,
    status,
    retryAfter,
  }),
  fc.record({
    fault: fc.constantFrom(
      "drop-before" as const,
      "drop-after" as const,
      "malformed-body" as const,
      "expired-token" as const,
    ),
    probability,
    times,
  }),
  fc.record({
    fault: fc.constantFrom("latency" as const, "slow-body" as const),
    probability: fc.constant(0.2),
    milliseconds: fc.integer({ min: 50, max: 500 }),
  }),
  fc.record({
    fault: fc.constant("stale-list" as const),
    probability: fc.constantFrom(0.5, 1),
    milliseconds: fc.integer({ min: 200, max: longestLag }),
  }),
);

const jobFault = fc.oneof(
  fc.record({
    fault: fc.constantFrom("fail" as const, "vanish" as const, "deaf" as const),
    probability: fc.constant(0.4),
    times,
    milliseconds: fc.integer({ min: 0, max: 3000 }),
  }),
  fc.record({ fault: fc.constant("hang" as const), probability: fc.constant(0.4), times }),
);

const faults: fc.Arbitrary<Faults> = fc.record({
  seed: fc.integer(),
  calls: fc.array(callFault, { maxLength: 4 }),
  jobs: fc.oneof(
    { weight: 2, arbitrary: fc.array(jobFault, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(jobFault, { minLength: 1, maxLength: 1 }) },
  ),
});

const strike = (method: "POST" | "DELETE"): fc.Arbitrary<Strike> =>
  fc.record({
    target: fc.constantFrom("all", "all", "cli", "plugin", "emulator", "ctrl-c"),
    moment: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          at: fc.constantFrom("done" as const, "answered" as const),
          method: fc.constant(method),
          path: fc.constantFrom("/dataSets", "/export/jobs"),
          nth: fc.constantFrom(1, 1, 2, 3),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          after: fc.constant("start" as const),
          ms: fc.integer({ min: 0, max: 5000 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          after: fc.constant("first call" as const),
          ms: fc.integer({ min: 0, max: 1500 }),
        }),
      },
    ),
    pauseMs: fc.integer({ min: 0, max: 1500 }),
  });

const disturbance = (command: "up" | "destroy"): fc.Arbitrary<Disturbance> =>
  fc
    .record({
      faults,
      strike: fc.option(strike(command === "up" ? "POST" : "DELETE"), { nil: undefined, freq: 4 }),
      verbose: once(6),
      refresh: once(6),
    })
    .map(({ verbose, refresh, faults, strike }) => ({
      faults: strike && isLeftAlone(strike) ? { ...faults, calls: [throttled(strike)] } : faults,
      strike: faults.jobs?.some(({ fault }) => fault === "hang") ? impatience : strike,
      options: [...(verbose ? ["-v=9", "--logtostderr"] : []), ...(refresh ? ["--refresh"] : [])],
    }));

/** Whether the CLI is killed right after its plugin got an answer. The plugin does not know then that the CLI is gone. */
const isLeftAlone = ({ target, moment }: Strike): boolean =>
  target === "cli" && "at" in moment && moment.at === "answered" && moment.method === "POST";

/** Delays the plugin, so that it has something left to do when the next command runs. */
const throttled = ({ moment }: Strike): CallFault => ({
  fault: "throttle",
  method: "POST",
  path: "path" in moment ? moment.path : undefined,
  times: 1,
  retryAfter: secondsLeftAlone,
});

/** How long a plugin whose CLI was killed may wait before it goes on, in seconds. */
export const secondsLeftAlone = 5;

/** The Ctrl-C that ends the wait for a job that hangs. */
export const impatience: Strike = { target: "ctrl-c", moment: { after: "first call", ms: 4000 }, pauseMs: 0 };

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...changeKinds),
  place: fc.nat(),
  args: jobArgs,
});

const byHand: fc.Arbitrary<ByHand | undefined> = fc.option(
  fc.record({ place: fc.nat(), args: fc.option(jobArgs, { nil: undefined, freq: 2 }), hangs: once(2) }),
  { nil: undefined, freq: 2 },
);

const disturbedUp = fc.record({ change: maybe(change), disturbance: disturbance("up"), byHand });
const disturbedDestroy = fc.record({ byHand, disturbance: disturbance("destroy") });

/** An import makes nothing in AEP, so only the time tells its moments. */
const disturbedImport: fc.Arbitrary<Disturbance> = fc
  .record({ disturbed: disturbance("up"), ms: fc.integer({ min: 0, max: 500 }) })
  .map(({ disturbed: { faults, strike }, ms }) => ({
    faults: { ...faults, jobs: [] },
    strike: strike && { ...strike, moment: { after: "first call", ms } },
    options: [],
  }));

const first = <Value>([count, list]: [number, Value[]]): Value[] => list.slice(0, count);

/** A segment, expirations, what is done to them, and what a kill waits for. */
const settings = fc.record({
  /** Chooses the job that exports the segment. */
  segment: maybe(fc.nat()),
  /** Chooses the dataset that expires. */
  expiration: maybe(fc.nat()),
  changes: fc.array(maybe(fc.constantFrom(...settingKinds)), { minLength: 3, maxLength: 3 }),
  strikes: fc.array(maybe(fc.constantFrom("/hygiene/ttl", "/segment/definitions")), {
    minLength: 5,
    maxLength: 5,
  }),
});

type Settings = typeof settings extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The plan with these resources. */
function withSettings(plan: Plan, { segment, expiration, changes, strikes }: Settings): Plan {
  const { datasets, guests } = plan.program;
  const dataset = expiration === undefined ? undefined : datasets[expiration % datasets.length];
  if (dataset) dataset.expiration = { name: "expires0", args: { retention: "P30D" } };
  if (segment !== undefined) {
    plan.program.segment = { name: "segment0", args: { name: "Ada", expression: ownRule.expression } };
    const jobs = [...datasets.flatMap(({ jobs }) => jobs), ...guests];
    const job = jobs[segment % jobs.length];
    if (job) {
      const { filter: _filter, segmentPerBatch: _perBatch, ...args } = job.args;
      job.args = { ...args, ofOwnSegment: true };
    }
  }
  plan.ups.forEach((up, index) => (up.setting = changes[index]));
  [...plan.ups, ...plan.destroys].forEach(({ disturbance: { strike } }, index) => {
    const path = strikes[index];
    if (path !== undefined && strike && "at" in strike.moment && !isLeftAlone(strike))
      strike.moment = { ...strike.moment, path, nth: 1 };
  });
  return plan;
}

const basicPlan: fc.Arbitrary<Plan> = fc.record({
  jobSeconds: fc.integer({ min: 0, max: 3 }),
  program,
  foreign: once(3),
  secretInConfig: once(4),
  ups: fc
    .tuple(fc.constantFrom(1, 1, 2, 2, 3), fc.array(disturbedUp, { minLength: 3, maxLength: 3 }))
    .map(first),
  runsAgain: once(3),
  destroys: fc
    .tuple(fc.constantFrom(0, 1, 1, 2), fc.array(disturbedDestroy, { minLength: 2, maxLength: 2 }))
    .map(first),
  // Drawn last, so that the rest of a plan is the same through both doors.
  native: fc.record({
    twoProviders: once(2),
    imported: fc.option(fc.record({ job: importableArgs, disturbance: disturbedImport }), {
      nil: undefined,
      freq: 2,
    }),
  }),
});

// Drawn last, for the same reason.
const plan = fc.tuple(basicPlan, settings).map(([basic, drawn]) => withSettings(copyOf(basic), drawn));
