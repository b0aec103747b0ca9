/** Wire shapes of previews (`/data/core/ups/preview`), estimates (`/data/core/ups/estimate`) and the state of their sample. */

/** Where a preview stands: `NEW`, `RUNNING`, then `RESULT_READY` or `FAILED`. */
export type PreviewState = "NEW" | "RUNNING" | "RESULT_READY" | "FAILED";

/** Body of `POST /preview`. */
export interface PreviewRequest {
  /** A condition in PQL. */
  predicateExpression: string;
  /** `pql/text`. */
  predicateType?: string;
  /** `_xdm.context.profile`. */
  predicateModel?: string;
  graphType?: "none" | "pdg";
}

/** Answer of `POST /preview`. */
export interface StartedPreview {
  state: PreviewState;
  previewQueryStatus: PreviewState;
  previewQueryId: string;
  previewId: string;
  previewExecutionId: number;
}

/** `GET /estimate/{previewId}`. */
export interface Estimate {
  state: PreviewState;
  estimatedSize: number;
  /** Profiles of the sample. */
  numRowsToRead: number;
  profilesReadSoFar: number;
  profilesMatchedSoFar: number;
  totalRows: number;
  standardError: number;
  confidenceInterval: string;
  error: { description: string; traceback: string };
  _links: { preview: string };
}

/** `GET /preview/{previewId}`: personal data. */
export interface PreviewResults {
  state: PreviewState;
  results: { objectId: string; _href: string }[];
  link: string;
  page: { offset: number; size: number };
}

/** `GET /previewsamplestatus`. */
export interface SampleStatus {
  /** Profiles of the sample, as text. */
  numRowsToRead: string;
  /** Profiles, those too that only events know, as text. */
  totalRows: string;
  samplingRatio: number;
  totalFragmentCount: number;
  /** A number as text, quoted twice. */
  docCount: string;
  status: string;
  mergeStrategy: string;
  /** In UTC, as `2020-08-01 17:57:57.0`. */
  lastSampledTimestamp: string;
  sampleJobRunning: { status: boolean; submissionTimestamp: string };
}
