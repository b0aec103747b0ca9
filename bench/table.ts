import type { Life } from "./life";
import { componentPeers, peers, phases, resourcePeers, type Phase } from "./peer";
import type { Results } from "./results";
import { spreadOf } from "./statistics";
import { targetsOf } from "./targets";

/** A run of the bench as a page of Markdown. */
export function pageOf(results: Results): string {
  const { cpuModel, cpus, memoryGb, node, pulumi, date } = results.machine;
  return [
    `Measured ${date.slice(0, 10)} on ${cpus} cores (${cpuModel}), ${memoryGb} GB, Node ${node}, Pulumi CLI ${pulumi}; ` +
      `every answer of the API takes ${results.latencyMs} ms. Medians in seconds, from the least to the most in brackets.`,
    ...sizesOf(results).map(
      (pairs) => `## ${pairs} ${pairs === 1 ? "pair" : "pairs"}\n\n${waysTable(results, pairs)}`,
    ),
    ...aftermathSection(results),
    `## Targets\n\n${targetTable(results)}`,
  ].join("\n\n");
}

const sizesOf = ({ lives }: Results): number[] =>
  [...new Set(lives.map(({ pairs }) => pairs))].sort((one, other) => one - other);

/** The figures of each way at a size. */
function waysTable(results: Results, pairs: number): string {
  const rows = [...peers, ...componentPeers, ...resourcePeers].flatMap(({ name, title }) => {
    const why = results.missing[name];
    const lives = results.lives.filter((life) => life.peer === name && life.pairs === pairs);
    if (lives.length > 0) return [[title, ...phases.map((phase) => timeOf(lives, phase)), ...restOf(lives)]];
    return why === undefined ? [] : [[`${title}: ${why}`, ...Array<string>(10).fill("–")]];
  });
  return markdown(
    [
      "way",
      "create",
      "no-op",
      "refresh",
      "destroy",
      "CPU",
      "calls a pair",
      "tokens",
      "connections",
      "state a pair",
      "secrets in state",
    ],
    rows,
  );
}

function timeOf(lives: Life[], phase: Phase): string {
  const times = lives.map(({ costs }) => costs[phase]?.wallMs).filter((time) => time !== undefined);
  if (times.length === 0) return "–";
  const { median, min, max } = spreadOf(times);
  return times.length === 1 ? seconds(median) : `${seconds(median)} (${seconds(min)}–${seconds(max)})`;
}

/** CPU of all phases; calls a pair, tokens and connections phase by phase; what the state holds. */
function restOf(lives: Life[]): string[] {
  const middle = (of: (life: Life) => number): number => spreadOf(lives.map(of)).median;
  const byPhase = (of: (cost: NonNullable<Life["costs"][Phase]>, life: Life) => number): string =>
    phases
      .map((phase) => {
        const values = lives.flatMap((life) => (life.costs[phase] ? [of(life.costs[phase], life)] : []));
        return values.length === 0 ? "–" : short(spreadOf(values).median);
      })
      .join(" / ");
  return [
    seconds(middle(({ costs }) => Object.values(costs).reduce((sum, { cpuMs }) => sum + cpuMs, 0))),
    byPhase(({ calls }, { pairs }) => calls / pairs),
    byPhase(({ tokens }) => tokens),
    byPhase(({ connections }) => connections),
    `${(middle(({ stateBytes, pairs }) => stateBytes / pairs) / 1000).toFixed(1)} KB`,
    lives[0]?.secretsInState.join(", ") || "none",
  ];
}

function aftermathSection({ aftermaths }: Results): string[] {
  if (aftermaths.length === 0) return [];
  const rows = aftermaths.map((after) => [
    titleOf(after.peer),
    commands(after.ups),
    String(after.duplicateDatasets),
    String(after.duplicateJobs),
    commands(after.destroys),
    String(after.orphanDatasets),
    String(after.orphanJobs),
  ]);
  const header = [
    "way",
    "`up`s needed",
    "duplicate datasets",
    "duplicate jobs",
    "`destroy`s needed",
    "orphan datasets",
    "orphan jobs",
  ];
  return [`## After 10 % of 503 answers, the work done all the same (20 pairs)\n\n${markdown(header, rows)}`];
}

const commands = (count: number | undefined): string =>
  count === undefined ? "never ended well" : String(count);

const titleOf = (name: string): string => peers.find((peer) => peer.name === name)?.title ?? name;

/** The promises, and whether they hold. */
export function targetTable(results: Results): string {
  return markdown(
    ["target", "limit", "measured", "holds"],
    targetsOf(results).map(({ name, limit, measured = "not in this run", holds }) => [
      name,
      limit,
      measured,
      holds === undefined ? "–" : holds ? "yes" : "**no**",
    ]),
  );
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const short = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2));

function markdown(header: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
