import type { Project } from "../worlds/project";

/** What a random program declares, in plain data. */
export interface Program {
  datasets: DatasetDeclaration[];
  /** Jobs in a dataset that the stack does not own. */
  guests: JobDeclaration[];
  /** A segment whose rule the program declares. */
  segment?: SegmentDeclaration;
  /** Whether resources are spread over two explicit providers. Through the native door only. */
  twoProviders?: boolean;
}

export interface SegmentDeclaration {
  /** Name of the resource. */
  name: string;
  args: { name: string; description?: string; expression: string };
}

export interface ExpirationDeclaration {
  /** Name of the resource. */
  name: string;
  args: { retention: string };
}

export interface DatasetDeclaration {
  /** Name of the resource. */
  name: string;
  /** Names that it had before. */
  aliases?: string[];
  /** Whether dataset and jobs are declared as one `ProfileExport`. Through the native door they are separate resources. */
  component: boolean;
  args: { name: string; description?: string; tags?: Record<string, string[]>; forceDestroy: boolean };
  jobs: JobDeclaration[];
  /** When AEP is to delete the dataset. */
  expiration?: ExpirationDeclaration;
}

export interface JobDeclaration {
  /** The last part of the name of the resource, which begins with the name of the dataset's. */
  name: string;
  /** Whole names that the resource had before. */
  aliases?: string[];
  /** Whether it depends on the one declared before it; not in a `ProfileExport`, whose jobs have no options. */
  followsPrevious?: boolean;
  args: JobArgs;
}

export interface JobArgs {
  fields?: string[];
  mergePolicy?: { id: string };
  filter?: { segments: { segmentId: string }[] };
  /** Whether the members of the program's own segment are exported, evaluated for the export. Then there is no `filter`. */
  ofOwnSegment?: boolean;
  segmentPerBatch?: boolean;
  triggers?: string[];
  waitForCompletion?: boolean;
  timeouts?: { create: string };
}

/** A job with the place that it is declared in. */
export interface PlacedJob {
  /** Name of the resource. */
  name: string;
  /** Name of the resource of its dataset; undefined for a guest. */
  dataset?: string;
  aliases?: string[];
  args: JobArgs;
}

/** Every job of a program. */
export const jobsOf = ({ datasets, guests }: Program): PlacedJob[] => [
  ...datasets.flatMap(({ name: dataset, jobs }) =>
    jobs.map(({ name, ...job }) => ({ name: `${dataset}-${name}`, dataset, ...job })),
  ),
  ...guests.map(({ name, ...job }) => ({ name: `guest-${name}`, ...job })),
];

/** Names of all resources of a program that have an object in AEP. */
export const namesOf = (program: Program): string[] => [
  ...(program.segment ? [program.segment.name] : []),
  ...program.datasets.flatMap(({ name, expiration }) => [name, ...(expiration ? [expiration.name] : [])]),
  ...jobsOf(program).map(({ name }) => name),
];

/** Makes a program the one of a project. */
export function writeProgram(project: Project, program: Program, guestDataset: string | undefined): void {
  // Without a compiler a program starts sooner.
  project.write("Pulumi.yaml", "name: test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n");
  project.write("index.js", source);
  project.write("declared.json", JSON.stringify({ ...program, guestDataset }, undefined, 2));
}

const source = `
const aep = require("pulumi-aep");
const { datasets, guests, segment, guestDataset } = require("./declared.json");

const formerly = (names = []) => ({ aliases: names.map((name) => ({ name })) });

const own = segment && new aep.SegmentDefinition(segment.name, segment.args);

const argsOf = ({ ofOwnSegment, ...args }) =>
  ofOwnSegment
    ? { ...args, filter: { segments: [own] }, evaluationInfo: { segmentation: true } }
    : args;

function declareJobs(prefix, dataset, jobs) {
  let previous;
  for (const { name, aliases, followsPrevious, args } of jobs) {
    const dependsOn = followsPrevious && previous ? [previous] : [];
    previous = new aep.ExportJob(prefix + "-" + name, { dataset, ...argsOf(args) }, { ...formerly(aliases), dependsOn });
  }
}

for (const { name, aliases, component, args, jobs, expiration } of datasets) {
  let dataset;
  if (component) {
    const entries = jobs.map((job) => [job.name, argsOf(job.args)]);
    const made = new aep.ProfileExport(name, { dataset: args, jobs: Object.fromEntries(entries) }, formerly(aliases));
    dataset = made.dataset;
  } else {
    dataset = new aep.TargetDataset(name, args, formerly(aliases));
    declareJobs(name, dataset, jobs);
  }
  if (expiration) new aep.DatasetExpiration(expiration.name, { dataset, ...expiration.args });
}
declareJobs("guest", guestDataset, guests);
`;
