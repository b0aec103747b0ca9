import type { ExportJob } from "../../provider/aep";
import { jobsOf, type JobArgs, type Program } from "./program";

/** An export that some version of the program has asked for. */
export interface Asked {
  /** Name of the resource. */
  name: string;
  /** What is exported, and to where; equal for exports that AEP cannot tell from each other. */
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
    const declared = new Map<string, string>();
    for (const { name, dataset = "guest", args } of jobsOf(program)) {
      const version = JSON.stringify([exportOf(args), args.triggers]);
      declared.set(name, version);
      const known = before.find((asked) => asked.name === name);
      if (known && this.#previous.get(name) === version) known.to = Infinity;
      else
        this.asked.push({
          name,
          export: `${dataset}: ${exportOf(args)}`,
          triggered: args.triggers !== undefined,
          from: now,
          to: Infinity,
        });
    }
    this.#previous = declared;
  }
}

/** What a declaration exports. */
export const exportOf = ({ fields, filter, segmentPerBatch = false }: JobArgs): string =>
  inWords({ fields, segmentIds: filter?.segments.map(({ segmentId }) => segmentId), segmentPerBatch });

/** What a job of AEP exports, in the same words. */
export const exportOfJob = ({ fields, filter, destination }: ExportJob): string =>
  inWords({
    fields: fields?.split(","),
    segmentIds: filter?.segments?.map(({ segmentId }) => segmentId),
    segmentPerBatch: destination.segmentPerBatch,
  });

const inWords = (parts: { fields?: string[]; segmentIds?: string[]; segmentPerBatch: boolean }): string => {
  const fields = parts.fields?.toSorted().join(" and ") ?? "all fields";
  const segments = parts.segmentIds?.toSorted().join(" and ") ?? "all profiles";
  return `${fields} of ${segments}${parts.segmentPerBatch ? ", a batch each" : ""}`;
};
