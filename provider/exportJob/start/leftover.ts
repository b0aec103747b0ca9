import type { AepError, ExportJob } from "../../aep";
import { conflict } from "../../lifecycle/conflict";
import { isUsable } from "../declaration/state";
import { isNamesake, relationOf, type Owner, type Relation } from "../../ownership/identity";
import { markOf, type JobMark } from "./mark";

/** Marks in a dataset that name a resource, but are not that of the job in its state. */
export interface LeftMarks {
  /** Set by earlier runs of this stack. */
  own: JobMark[];
  /** Set by version 0.1.0 for a resource of this name, perhaps in another stack of this name. */
  unclear: JobMark[];
}

/** Finds the marks that interrupted runs have left for a resource. */
export function leftMarks(marks: JobMark[], owner: Owner, keyInState: string | undefined): LeftMarks {
  const others = marks.filter(({ key }) => key !== keyInState);
  const related = (relation: Relation) =>
    others.filter((mark) => isNamesake(owner, mark.owner) && relationOf(owner, mark.owner) === relation);
  return { own: related("same"), unclear: related("unclear") };
}

/** What interrupted runs have left for a resource. */
export interface Leftovers {
  /** A job that was started for what the resource declares. */
  resumed?: ExportJob;
  /**
   * Marks of starts for what the resource declared before, each with its job if the job has not
   * ended.
   */
  superseded: { mark: JobMark; job?: ExportJob }[];
}

/**
 * Finds what interrupted runs have left for a resource. Throws an error if there is a job that
 * version 0.1.0 started, since it may belong to another stack.
 *
 * @param key Key of the mark for what the resource declares.
 * @param marks All marks of the dataset.
 * @param jobs Jobs that write to the dataset, the oldest first.
 */
export function leftoversOf(
  { own, unclear }: LeftMarks,
  { key, marks, jobs }: { key: string; marks: JobMark[]; jobs: ExportJob[] },
): Leftovers {
  const jobOf = (mark: JobMark): ExportJob | undefined => jobs.find((job) => markOf(job, marks) === mark);
  for (const mark of unclear) {
    const job = jobOf(mark);
    if (job !== undefined && isUsable(job)) throw mayBeAnothers(job, mark);
  }
  const repeated = own.find((mark) => mark.key === key);
  const first = repeated && jobOf(repeated);
  return {
    resumed: first !== undefined && isUsable(first) ? first : undefined,
    superseded: own
      .filter((mark) => mark !== repeated)
      .map((mark) => {
        const job = jobOf(mark);
        return { mark, job: job?.state === "pending" ? job : undefined };
      }),
  };
}

const mayBeAnothers = ({ id, destination }: ExportJob, { owner }: JobMark): AepError =>
  conflict({
    operation: `Creating export job for dataset ${destination.datasetId}`,
    reason:
      `job ${id} was started by pulumi-aep 0.1.0 for ${owner.urn}, and nothing tells whether by a run of this stack that was interrupted, ` +
      "or by another stack of this name",
    remedy:
      `If it is this stack's, take it over with adopt: "${id}". Otherwise use another name, or take the tags of a stack that is no more off ` +
      `the dataset with \`aep-export release ${destination.datasetId}\`.`,
  });
