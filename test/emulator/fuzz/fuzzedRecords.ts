/** The ids of a dataset, of an export in it, and of a segment. */
export interface Records {
  dataset: string;
  job: string;
  batch: string;
  file: string;
  part: string;
  segment: string;
}
