import { doors, type DoorName } from "./doors";

/** A promise of the product that was broken in a run. */
export interface Breach {
  kind: BreachKind;
  /** What was seen. */
  what: string;
}

export const breachKinds = [
  "duplicate",
  "orphan",
  "lost file",
  "lost record",
  "leaked secret",
  "data deleted unasked",
  "foreign object touched",
  "declaration not met",
  "command failed",
  "stack trace shown",
] as const;

export type BreachKind = (typeof breachKinds)[number];

/** The report of one run. */
export interface RunReport {
  seed: number;
  door: DoorName;
  seconds: number;
  /** Commands of the CLI. */
  commands: number;
  /** Objects that the state has held, by type of resource. */
  objects: Record<string, number>;
  /** Faults that happened, by kind. */
  faults: Record<string, number>;
  /** Kills, by what was killed. */
  kills: Record<string, number>;
  breaches: Breach[];
  /** Exports that go on although the program no longer asks for them, and that no run could have found. */
  windows: string[];
  /** The folder with the transcript of the run, if a promise was broken. */
  folder?: string;
}

/** One line for a run. */
export function lineOf({
  seed,
  seconds,
  commands,
  faults,
  kills,
  breaches,
  windows,
  folder,
}: RunReport): string {
  const told = [
    `seed ${seed}`,
    breaches.length === 0 ? "ok" : "FAILED",
    `${seconds.toFixed(1)} s`,
    `${commands} commands`,
    `${total(faults)} faults`,
    `kills: ${
      Object.entries(kills)
        .map(([target, count]) => (count > 1 ? `${count} ${target}` : target))
        .join(", ") || "none"
    }`,
    ...(windows.length > 0 ? [`windows: ${windows.length}`] : []),
  ];
  const seen = breaches.map(({ kind, what }) => `\n    ${kind}: ${what}`);
  return told.join("  ") + seen.join("") + (folder ? `\n    see ${folder}` : "");
}

/** The sums of all runs. */
export function summary(reports: RunReport[]): string {
  const failed = reports.filter(({ breaches }) => breaches.length > 0);
  const breaches = reports.flatMap((report) => report.breaches);
  const faults = added(reports.map((report) => report.faults));
  const kills = added(reports.map((report) => report.kills));
  return [
    ...doors
      .map((door) => reports.filter((report) => report.door === door))
      .filter(({ length }) => length > 0)
      .map((through) => `${seedsOf(through)}: ${inWords(added(through.map(({ objects }) => objects)))}`),
    `${reports.length} runs, ${sum(reports.map(({ commands }) => commands))} commands`,
    `${total(faults)} faults: ${inWords(faults)}`,
    `${total(kills)} kills: ${inWords(kills)}`,
    breachKinds
      .map((kind) => `${breaches.filter((breach) => breach.kind === kind).length} × ${kind}`)
      .join(", "),
    `${sum(reports.map(({ windows }) => windows.length))} × window`,
    `${failed.length} failures${failed.length > 0 ? ":" : ""}`,
    ...failed.map((report) => `  seed ${report.seed}: ${commandOf(report)}`),
  ].join("\n");
}

function seedsOf(reports: RunReport[]): string {
  const seeds = reports.map(({ seed }) => seed);
  return `seeds ${Math.min(...seeds)} to ${Math.max(...seeds)} through the ${reports[0]?.door} door`;
}

/** The command that repeats a run. */
const commandOf = ({ seed, door }: RunReport): string =>
  `npm run chaos -- --runs 1 --seed ${seed} --door ${door}`;

function added(counts: Record<string, number>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [key, count] of counts.flatMap((each) => Object.entries(each)))
    all[key] = (all[key] ?? 0) + count;
  return all;
}

const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0);
const total = (counts: Record<string, number>): number => sum(Object.values(counts));
const inWords = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort()
    .map(([key, count]) => `${key} ${count}`)
    .join(", ") || "none";
