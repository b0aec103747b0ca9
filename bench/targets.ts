import type { Peer, Phase } from "./peer";
import { phases } from "./peer";
import type { Results } from "./results";
import { spreadOf } from "./statistics";

/** One promise, and whether it holds. */
export interface Target {
  name: string;
  /** `at most 1.10`. */
  limit: string;
  /** The measured value. Undefined if this run did not measure it. */
  measured?: string;
  holds?: boolean;
}

/** Compares the figures with the promises. */
export function targetsOf(results: Results): Target[] {
  return [
    ...againstFloor(results),
    ...calls(results),
    ...startup(results),
    ...plugin(results),
    ...growth(results),
    component(results),
    install(results),
    ...leftBehind(results),
    ...emulator(results),
  ];
}

/** The size for which the promises are made. */
const size = 200;
const ours = "pulumi-aep";

/** The median of a figure over the rounds. Undefined if it was not measured. */
export function median(
  { lives }: Results,
  {
    peer,
    pairs,
    of,
  }: { peer: Peer["name"]; pairs: number; of: (life: Results["lives"][number]) => number | undefined },
): number | undefined {
  const values = lives
    .filter((life) => life.peer === peer && life.pairs === pairs)
    .map(of)
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : spreadOf(values).median;
}

const wall =
  (...some: readonly Phase[]) =>
  ({ costs }: Results["lives"][number]): number | undefined => {
    const taken = some.map((phase) => costs[phase]?.wallMs);
    return taken.every((each) => each !== undefined) ? taken.reduce((sum, each) => sum + each, 0) : undefined;
  };

function atMost(name: string, limit: number, measured: number | undefined, unit = "×"): Target {
  const target = { name, limit: `at most ${text(limit)} ${unit}` };
  if (measured === undefined) return target;
  return { ...target, measured: `${text(measured)} ${unit}`, holds: measured <= limit };
}

const text = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2));

const ratio = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one / other;

/** The longest time of a phase, as a multiple of the floor. Creating and deleting a job each change a mark too. */
const limits: Record<Phase, number> = { create: 1.15, noop: 1.1, refresh: 1.1, destroy: 1.25 };

function againstFloor(results: Results): Target[] {
  const of = (some: readonly Phase[]) => (peer: string) =>
    median(results, { peer, pairs: size, of: wall(...some) });
  const each = phases.map((phase) => {
    const time = of([phase]);
    const limit = limits[phase];
    return atMost(`${phase}, ${size} pairs, against the floor`, limit, ratio(time(ours), time("floor")));
  });
  const state = (peer: string) => median(results, { peer, pairs: size, of: (life) => life.stateBytes });
  return [
    ...each,
    atMost(`all four, ${size} pairs, against Terraform`, 1, ratio(of(phases)(ours), of(phases)("terraform"))),
    atMost(`state a pair, ${size} pairs, against the floor`, 1.5, ratio(state(ours), state("floor"))),
  ];
}

/** The most calls of a command for all pairs together, such as lists. */
const callsOfCommand = 5;

function calls(results: Results): Target[] {
  const pairs = results.lives.some((life) => life.peer === ours && life.pairs === size) ? size : undefined;
  const perPair = (peer: string, phase: Phase): number | undefined => {
    if (pairs === undefined) return undefined;
    const total = median(results, { peer, pairs, of: ({ costs }) => costs[phase]?.calls });
    return total === undefined ? undefined : Math.ceil((total - callsOfCommand) / pairs);
  };
  const more = (peer: string): number | undefined => {
    const [own, floor] = [perPair(peer, "destroy"), perPair("floor", "destroy")];
    return own === undefined || floor === undefined ? undefined : own - floor;
  };
  const tokens = results.lives
    .filter(({ peer }) => peer === ours)
    .flatMap(({ costs }) => Object.values(costs).map((cost) => cost.tokens));
  return [
    atMost("calls a pair, create", 3, perPair(ours, "create"), "calls"),
    atMost("calls a pair, refresh", 2, perPair(ours, "refresh"), "calls"),
    atMost("calls a pair, destroy, beyond the floor's", 3, more(ours), "calls"),
    atMost("the same where every job must be stopped first", 4, more("pulumi-aep-at-work"), "calls"),
    atMost("tokens a command", 1, tokens.length > 0 ? Math.max(...tokens) : undefined, "tokens"),
  ];
}

function startup({ startup: figures }: Results): Target[] {
  const { transpiled, javascript } = figures?.quickstartMs ?? {};
  return [
    atMost(
      "quickstart's up, TypeScript with noCheck, against JavaScript",
      1.3,
      ratio(transpiled?.median, javascript?.median),
    ),
    atMost('require("pulumi-aep") beyond @pulumi/pulumi', 50, figures?.requireMs.median, "ms"),
  ];
}

/** The plugin's programs against the smallest dynamic provider, and the plugin itself. */
function plugin(results: Results): Target[] {
  const { startMs, residentMb, packedBytes } = results.plugin ?? {};
  const time = (peer: string, { pairs, phase }: { pairs: number; phase: Phase }) =>
    median(results, { peer, pairs, of: wall(phase) });
  const programs = [50, size, 500].flatMap((pairs) =>
    ["native-yaml", "native-node"].flatMap((peer) =>
      phases.map((phase) => {
        const at = { pairs, phase };
        const name = `${peer}: ${phase}, ${pairs} pairs, against the floor`;
        return atMost(name, 1, ratio(time(peer, at), time("floor", at)));
      }),
    ),
  );
  const noopCpu = median(results, { peer: "native-yaml", pairs: 1, of: ({ costs }) => costs.noop?.cpuMs });
  return [
    ...programs,
    atMost("native-yaml: CPU of a no-op with one pair", 1000, noopCpu, "ms"),
    atMost("plugin: start", 250, startMs?.median, "ms"),
    atMost("plugin: resident once started", 80, residentMb?.median, "MB"),
    atMost("plugin: packed", 0.5, packedBytes && packedBytes / 1e6, "MB"),
  ];
}

/** The tolerance for noise when two ratios are compared. */
const noise = 1.05;

function growth(results: Results): Target[] {
  const against = (pairs: number): number | undefined =>
    ratio(
      median(results, { peer: ours, pairs, of: wall(...phases) }),
      median(results, { peer: "floor", pairs, of: wall(...phases) }),
    );
  return [
    atMost(
      "ratio to the floor at 500 pairs, against that at 50 (all four phases)",
      noise,
      ratio(against(500), against(50)),
    ),
  ];
}

function component(results: Results): Target {
  const time = (peer: string) => median(results, { peer, pairs: 100, of: wall(...phases) });
  return atMost(
    "ProfileExport with 100 jobs, against the same by hand (all four phases)",
    1.15,
    ratio(time("profile-export"), time("by-hand")),
  );
}

function install({ install: figures }: Results): Target {
  const megabytes = figures && figures.bytes / 1e6;
  const target = atMost("install beyond @pulumi/pulumi, no native code", 15, megabytes, "MB");
  return figures === undefined ? target : { ...target, holds: target.holds && figures.native.length === 0 };
}

function leftBehind({ aftermaths }: Results): Target[] {
  const of = aftermaths.filter(({ peer }) => peer === ours);
  const sum = of.reduce(
    (total, { duplicateDatasets, duplicateJobs, orphanDatasets, orphanJobs }) =>
      total + duplicateDatasets + duplicateJobs + orphanDatasets + orphanJobs,
    0,
  );
  return [
    atMost(
      "duplicates and orphans after 10 % of 503 after the work",
      0,
      of.length > 0 ? sum : undefined,
      "objects",
    ),
  ];
}

function emulator({ emulator: figures }: Results): Target[] {
  return [
    atMost(
      "emulator: a million profiles, against a bare COPY",
      1.25,
      ratio(figures?.exportMs, figures?.copyMs),
    ),
    atMost("emulator: resident while exporting", 1000, figures?.residentMb, "MB"),
    atMost(
      "emulator: ten exports at once, against ten COPYs",
      1.3,
      ratio(figures?.tenMs, figures?.tenCopyMs),
    ),
    atMost("emulator: 95 % of reads while they run", 50, figures?.readMs, "ms"),
    atMost("emulator: a cancel takes effect", 1000, figures?.cancelMs, "ms"),
    atMost("emulator: ready after its start", 1000, figures?.readyMs, "ms"),
    atMost("emulator: resident while idle", 150, figures?.idleMb, "MB"),
    atMost(
      "emulator: the last page of 100,000 jobs, against the first",
      noise,
      ratio(figures?.lastPageMs, figures?.firstPageMs),
    ),
  ];
}
