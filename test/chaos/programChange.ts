import type { DatasetDeclaration, JobArgs, JobDeclaration, Program } from "./program";

export const changeKinds = [
  "rename",
  "alias dataset",
  "alias job",
  "fields",
  "triggers",
  "add",
  "remove",
] as const;

/** A change that an author makes to the program between two runs. */
export interface Change {
  kind: (typeof changeKinds)[number];
  /** Chooses the dataset or the job, whatever their number. */
  place: number;
  /** What is new about a job. */
  args: JobArgs;
}

/** The program after the change. The same program if the change does not apply to it. */
export function changed(program: Program, { kind, place, args }: Change): Program {
  const next = copyOf(program);
  const dataset = next.datasets[place % next.datasets.length];
  const holders = [...next.datasets.map(({ jobs }) => jobs), next.guests].filter(({ length }) => length > 0);
  const jobs = holders[place % holders.length];
  const job = jobs?.[place % jobs.length];
  const holder = next.datasets.find((dataset) => dataset.jobs === jobs);
  if (kind === "rename" && dataset) dataset.args.name = `${dataset.args.name} (renamed)`;
  if (kind === "alias dataset" && dataset) callDatasetAnew(dataset);
  if (kind === "alias job" && job && !holder?.component) callJobAnew(job, holder?.name ?? "guest");
  if (kind === "fields" && job) job.args = { ...args, triggers: job.args.triggers };
  if (kind === "triggers" && job) job.args.triggers = [...(job.args.triggers ?? []), "again"];
  if (kind === "add" && dataset) dataset.jobs.push({ name: `added${place}`, args });
  if (kind === "remove" && jobs) jobs.splice(place % jobs.length, 1);
  return next;
}

export const settingKinds = ["describe segment", "move expiration", "remove expiration"] as const;

/** A change of the program's segment or of its expirations. */
export type SettingKind = (typeof settingKinds)[number];

/** The program after such a change. The same program if it has no such resource. */
export function withSetting(program: Program, kind: SettingKind): Program {
  const next = copyOf(program);
  if (kind === "describe segment" && next.segment) next.segment.args.description = "Asked for by marketing";
  for (const dataset of next.datasets) {
    if (kind === "move expiration" && dataset.expiration) dataset.expiration.args.retention = "P60D";
    if (kind === "remove expiration") delete dataset.expiration;
  }
  return next;
}

/** The program with new triggers for every export, and without waits. */
export function runAgain(program: Program): Program {
  const next = copyOf(program);
  for (const { args } of [...next.datasets.flatMap(({ jobs }) => jobs), ...next.guests])
    Object.assign(args, { triggers: ["once more"], waitForCompletion: false });
  return next;
}

function callDatasetAnew(dataset: DatasetDeclaration): void {
  for (const job of dataset.jobs) job.aliases = [...(job.aliases ?? []), `${dataset.name}-${job.name}`];
  dataset.aliases = [...(dataset.aliases ?? []), dataset.name];
  dataset.name += "b";
}

function callJobAnew(job: JobDeclaration, prefix: string): void {
  job.aliases = [...(job.aliases ?? []), `${prefix}-${job.name}`];
  job.name += "b";
}

/** Under jest, objects of structuredClone are of another realm, so no strict comparison finds them equal. */
export const copyOf = <Plain>(plain: Plain): Plain => JSON.parse(JSON.stringify(plain)) as Plain;
