/** A dataset with an export in it and a segment, by the ids under which clients find them. */
export interface Records {
  dataset: string;
  job: string;
  batch: string;
  file: string;
  part: string;
  segment: string;
}
