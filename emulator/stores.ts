import { randomBytes } from "node:crypto";
import type { Dataset } from "../contract/catalog";
import type { MergePolicy } from "../contract/mergePolicies";
import type { SegmentDefinition } from "../contract/segments";
import { BatchStore } from "./catalog/batchStore";
import { JobStore } from "./exportJobs/store";
import { Database } from "./storage/database";

/**
 * What the emulator keeps besides records and files: the stores of its rooms, each of which
 * separates the sandboxes. A room declares the part of this class that it takes.
 */
export class Storage extends Database {
  readonly datasets = this.collection<Dataset>("datasets");
  readonly segments = this.collection<SegmentDefinition>("segments");
  readonly mergePolicies = this.collection<MergePolicy>("mergePolicies");
  /** The files of records that a sandbox holds, each with its size and time of change. */
  readonly loadedFiles = this.collection<string>("loadedFiles");
  readonly batches = new BatchStore(this.root);
  readonly jobs = new JobStore(this.root);
  /** Signs access tokens. It is kept, so that tokens stay valid over a restart. */
  readonly tokenKey = this.keep("tokenKey", () => randomBytes(32));
}
