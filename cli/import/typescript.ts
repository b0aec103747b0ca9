import { oneLine } from "../../provider/aep/http/errors";
import type { ImportableDataset, ImportableJob } from "../../provider/import/findImportable";
import type { ImportableSegment } from "../../provider/import/importableSegments";
import { inComment, nameFrom, unused } from "./names";

/** Names of segments by id. The program has them in comments. */
export type SegmentNames = ReadonlyMap<string, string>;

/** The first lines of a new program. */
export const programHead = (sandboxName: string): string =>
  `import * as aep from "pulumi-aep";

// Exports of sandbox ${oneLine(sandboxName)} that were made by hand. The first \`pulumi up\` adopts them as they are.
// To export again after that, remove \`adopt\` from the job and change its \`triggers\`.
// \`pulumi destroy\` keeps the datasets, because they existed before the stack (retainOnDelete).
`;

/** The sandbox that the first lines of a program name; undefined if those lines are gone. */
export const sandboxOf = (program: string): string | undefined =>
  /^\/\/ Exports of sandbox (\S+) that/m.exec(program)?.[1];

/** Ids of the segments that the jobs export. */
export const segmentsOf = (datasets: ImportableDataset[]): Set<string> =>
  new Set(
    datasets.flatMap(({ jobs }) =>
      jobs.flatMap(({ inputs }) => (inputs.filter?.segments ?? []).map(({ segmentId }) => segmentId)),
    ),
  );

const usedNames = /"([^"\n]*)"|'([^'\n]*)'|([\p{ID_Continue}$]+) =/gu;

/**
 * Declares segments, datasets and their jobs, under names that the existing `program` does not use.
 * The jobs refer to the segments that are declared.
 */
export function declarations(
  datasets: ImportableDataset[],
  {
    program,
    segments,
    declaredSegments = [],
  }: { program: string; segments: SegmentNames; declaredSegments?: ImportableSegment[] },
): string {
  const taken = new Set(
    [...program.matchAll(usedNames)].flatMap(([, ...names]) => names.filter((name) => name !== undefined)),
  );
  const variables: Variables = new Map();
  const ofSegments = declaredSegments.map((segment) => declarationOfSegment(segment, { taken, variables }));
  const ofDatasets = datasets.map((dataset) => declarationsOf(dataset, { taken, segments, variables }));
  return [...ofSegments, ...ofDatasets].join("");
}

/** The variables of declared segments, by id. */
type Variables = Map<string, string>;

function declarationOfSegment(
  { id, inputs }: ImportableSegment,
  { taken, variables }: { taken: Set<string>; variables: Variables },
): string {
  const name = unused(nameFrom(inputs.name, "segment"), { taken, separator: "-" });
  const variable = unused(variableOf(name, "Segment"), { taken, separator: "" });
  variables.set(id, variable);
  const declared = block({ adopt: id, ...inputs });
  return `\nconst ${variable} = new aep.SegmentDefinition(${JSON.stringify(name)}, ${declared}, { retainOnDelete: true });\n`;
}

function declarationsOf(
  { id, inputs, jobs, expiration }: ImportableDataset,
  { taken, ...names }: { taken: Set<string>; segments: SegmentNames; variables: Variables },
): string {
  const name = unused(nameFrom(inputs.name, "dataset"), { taken, separator: "-" });
  const variable = unused(variableOf(name, "Dataset"), { taken, separator: "" });
  const declared = block({ adopt: id, ...inputs });
  const dataset = `new aep.TargetDataset(${JSON.stringify(name)}, ${declared}, { retainOnDelete: true });`;
  const exports = jobs.map((job, index) => {
    const jobName = jobs.length === 1 ? name : unused(`${name}-${index + 1}`, { taken, separator: "-" });
    return `new aep.ExportJob(${JSON.stringify(jobName)}, ${block(jobArgs(job, { variable, ...names }))});`;
  });
  const end = expiration && {
    dataset: new Code(variable),
    adopt: expiration.id,
    ...expiration.inputs,
  };
  const expirations = end
    ? [`new aep.DatasetExpiration(${JSON.stringify(name)}, ${block(end)}, { retainOnDelete: true });`]
    : [];
  const users = [...exports, ...expirations];
  return ["", users.length === 0 ? dataset : `const ${variable} = ${dataset}`, ...users, ""].join("\n");
}

/** The arguments of a job, with a list of fields, and with names of segments in comments. */
function jobArgs(
  { id, inputs: { dataset: _dataset, ...request } }: ImportableJob,
  { variable, segments, variables }: { variable: string; segments: SegmentNames; variables: Variables },
): object {
  const args = mapMembers(request, (key, value) => {
    if (typeof value !== "string") return value;
    if (key === "fields") return value.split(",");
    const declared = key === "segmentId" ? variables.get(value) : undefined;
    if (declared !== undefined) return new Code(`${declared}.id`);
    const name = key === "segmentId" ? segments.get(value) : undefined;
    return name === undefined ? value : new Code(`${JSON.stringify(value)} /* ${inComment(name)} */`);
  });
  return { dataset: new Code(variable), adopt: id, ...(args as object) };
}

/** Replaces each member of all objects in a value, at any depth. */
function mapMembers(value: unknown, replace: (key: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapMembers(item, replace));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [key, replace(key, mapMembers(member, replace))]));
}

/** `loyal-customers` → `loyalCustomersDataset`, never a reserved word or the name of a module. */
const variableOf = (name: string, kind: "Dataset" | "Segment"): string =>
  `${/^\p{ID_Start}/u.test(name) ? "" : "_"}${name.replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase())}${kind}`;

/** Code to be written as it is. */
class Code {
  constructor(readonly text: string) {}
}

/** Writes an object with each member on its own line. */
const block = (value: object): string => broken(membersOf(value, "  "), "");

/** Writes a value, on one line if it fits. */
function literal(value: unknown, indent: string): string {
  if (value instanceof Code) return value.text;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = membersOf(value, `${indent}  `);
  const line = `${parts.begin}${parts.members.join(", ")}${parts.end}`;
  return indent.length + line.length > widest || line.includes("\n") ? broken(parts, indent) : line;
}

interface Parts {
  begin: string;
  members: string[];
  end: string;
}

function membersOf(value: object, indent: string): Parts {
  if (Array.isArray(value))
    return { begin: "[", members: value.map((item) => literal(item, indent)), end: "]" };
  const members = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literal(item, indent)}`);
  return { begin: "{ ", members, end: " }" };
}

const broken = ({ begin, members, end }: Parts, indent: string): string =>
  [begin.trim(), ...members.map((member) => `${indent}  ${member},`), `${indent}${end.trim()}`].join("\n");

const widest = 80;

const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));
