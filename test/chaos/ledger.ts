import type { ExportJob } from "../../provider/aep";
import { defaultPolicy } from "./records";
import { jobsOf, type JobArgs, type Program } from "./program";

/** An export that some version of the program has asked for. */
export interface Asked {
  /** Name of the resource. */
  name: string;
  /** Name of the resource of its dataset as it is now, or `guest`. */
  dataset: string;
  /** What is exported; equal for exports that AEP cannot tell from each other. */
  export: string;
  triggered: boolean;
  /** When a program first asked for it, and when the first one that did not came: milliseconds since 1970. */
  from: number;
  to: number;
}

/** Whether the program as it is now asks for it. */
export const isCurrent = ({ to }: Asked): boolean => to === Infinity;

/** Remembers every export that a stack was asked for by the programs it has seen, one after the other. */
export class Ledger {
  readonly asked: Asked[] = [];
  #previous = new Map<string, string>();

  /** A command is about to see this program. */
  record(program: Program): void {
    const now = Date.now();
    const before = this.asked.filter(isCurrent);
    for (const asked of before) asked.to = now;
    for (const { name, aliases = [] } of program.datasets)
      for (const asked of this.asked) if (aliases.includes(asked.dataset)) asked.dataset = name;
    const declared = new Map<string, string>();
    for (const { name, dataset = "guest", aliases = [], args } of jobsOf(program)) {
      // Naming the default policy changes nothing about the export, but beginning or ceasing to name it asks for a new one.
      const version = JSON.stringify([exportOf(args), args.mergePolicy, args.triggers]);
      declared.set(name, version);
      const known = before.find((asked) => [name, ...aliases].includes(asked.name));
      if (known && this.#previous.get(known.name) === version) Object.assign(known, { name, to: Infinity });
      else
        this.asked.push({
          name,
          dataset,
          export: exportOf(args),
          triggered: args.triggers !== undefined,
          from: now,
          to: Infinity,
        });
    }
    this.#previous = declared;
  }
}

/** What a declaration exports. */
export const exportOf = ({
  fields,
  filter,
  ofOwnSegment,
  mergePolicy,
  segmentPerBatch = false,
}: JobArgs): string =>
  inWords({
    fields,
    segmentIds: ofOwnSegment ? [ownSegment] : filter?.segments.map(({ segmentId }) => segmentId),
    policy: mergePolicy?.id,
    segmentPerBatch,
  });

const ownSegment = "its own segment";

/** What a job of AEP exports, in the same words. `own` holds the ids of the program's segments. */
export const exportOfJob = (
  { fields, filter, mergePolicy, destination }: ExportJob,
  own: ReadonlySet<string>,
): string =>
  inWords({
    fields: fields?.split(","),
    segmentIds: filter?.segments?.map(({ segmentId }) => (own.has(segmentId) ? ownSegment : segmentId)),
    policy: mergePolicy?.id,
    segmentPerBatch: destination.segmentPerBatch,
  });

interface Parts {
  fields?: string[];
  segmentIds?: string[];
  policy?: string;
  segmentPerBatch: boolean;
}

const inWords = (parts: Parts): string => {
  const fields = parts.fields?.toSorted().join(" and ") ?? "all fields";
  const segments = parts.segmentIds?.toSorted().join(" and ") ?? "all profiles";
  // AEP answers the policy it uses, also where none is asked for.
  const { policy = defaultPolicy } = parts;
  return `${fields} of ${segments} merged by ${policy}${parts.segmentPerBatch ? ", a batch each" : ""}`;
};
