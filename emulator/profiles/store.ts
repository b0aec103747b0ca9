import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import pLimit from "p-limit";
import { makeFolder } from "../storage/folder";
import type { SegmentDefinition } from "../../contract/segments";
import { ProfileError } from "./records/errors";
import { evaluateSegments, withEvaluated } from "./select/evaluation";
import { writeBatches, type ExportSource } from "./write/export";
import { memberStatuses, membershipsOf } from "./select/filter";
import { mergedProfiles } from "./select/merge";
import type { ExportOutcome, ExportPlan, LoadReport, SegmentCount } from "./write/plan";
import { Expression } from "./select/pql";
import { hasRows } from "./records/records";
import { sampleRecords } from "./sample";
import { Sandbox } from "./sandbox";
import { textList } from "./records/sql";
import type { RecordSources } from "./records/stage";

/**
 * DuckDB runs each query on one of Node's four worker threads, which file access needs too. Two
 * queries already use all cores.
 */
const queriesAtOnce = 2;
/** DuckDB uses at most this much memory and spills the rest to disk. */
const memoryLimit = "512MB";

/** The merge policy for counting the members of segments. */
const newestFirst = { attributeMerge: { type: "timestampOrdered" } } as const;

/**
 * The profiles and ExperienceEvents of every sandbox in one DuckDB file. Loaded records survive a
 * restart and a kill. Every method may throw a {@link ProfileError}.
 */
export class ProfileStore {
  private readonly sandboxes = new Map<string, Promise<Sandbox>>();
  private readonly write = pLimit(1);
  private readonly read = pLimit(queriesAtOnce);

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly writer: DuckDBConnection,
    private readonly clock: () => number,
  ) {}

  /**
   * Opens the store in a folder, which is created if it is missing. `clock` answers milliseconds
   * since 1970 and defaults to the system's clock.
   */
  static async open(options: { folder: string; clock?: () => number }): Promise<ProfileStore> {
    await makeFolder(options.folder);
    const instance = await DuckDBInstance.create(join(options.folder, "profiles.duckdb"), {
      memory_limit: memoryLimit,
      temp_directory: join(options.folder, "spill"),
      preserve_insertion_order: "false",
      max_expression_depth: "10000",
      // Otherwise DuckDB keeps a third of the process's memory after it has made the sample.
      allocator_background_threads: "true",
    });
    const writer = await instance.connect();
    // Times without an offset are UTC, wherever the emulator runs.
    await writer.run("SET GLOBAL TimeZone = 'UTC'");
    await Sandbox.prepare(writer);
    return new ProfileStore(instance, writer, options.clock ?? Date.now);
  }

  /** Whether the sandbox holds records. */
  hasRecords(sandbox: string): Promise<boolean> {
    return this.write(async () => (await this.sandbox(sandbox)).hasRecords());
  }

  /**
   * Loads the sample: a few thousand generated profiles with events and segment memberships, always
   * the same.
   */
  loadSample(sandbox: string): Promise<LoadReport> {
    const { profiles, events } = sampleRecords;
    return this.loadRecords(sandbox, {
      profiles: { files: [], queries: profiles },
      events: { files: [], queries: events },
    });
  }

  /**
   * Loads files of NDJSON, JSON, CSV or Parquet, as their extensions say. Either all are loaded or
   * none.
   */
  load(options: { sandbox: string; profiles?: string[]; events?: string[] }): Promise<LoadReport> {
    const { profiles = [], events = [] } = options;
    return this.loadRecords(options.sandbox, { profiles: { files: profiles }, events: { files: events } });
  }

  /** The segments that the sandbox's records name, by namespace and id. */
  segments(sandbox: string): Promise<SegmentCount[]> {
    return this.write(async () => {
      const { schema, fragments } = await this.sandbox(sandbox);
      const memberships = membershipsOf(fragments.type);
      if (!memberships) return [];
      const merged = await mergedProfiles(this.writer, { schema, fragments, policy: newestFirst });
      const profiles = await withEvaluated(this.writer, { schema, fragments, profiles: merged });
      const counted = await this.writer.runAndReadAll(`
        WITH namespaces AS (SELECT profile, unnest(map_entries(${memberships})) AS n FROM ${profiles}),
        segments AS (SELECT profile, n.key AS namespace, unnest(map_entries(n.value)) AS s FROM namespaces)
        SELECT namespace, s.key, count(*) FILTER (list_contains(${textList(memberStatuses)}, s.value.status))
        FROM segments GROUP BY ALL ORDER BY ALL`);
      return (counted.getRows() as [string, string, bigint][]).map(([segmentNs, segmentId, members]) => ({
        segmentNs,
        segmentId,
        members: Number(members),
      }));
    });
  }

  /** The ids of the source datasets that the sandbox's records name. */
  sourceDatasets(sandbox: string): Promise<string[]> {
    return this.write(async () => {
      const { fragments, events } = await this.sandbox(sandbox);
      const found = await this.writer.runAndReadAll(
        `SELECT source FROM ${fragments.name} WHERE source IS NOT NULL UNION SELECT source FROM ${events.name} WHERE source IS NOT NULL ORDER BY 1`,
      );
      return found.getRows().map(([source]) => String(source));
    });
  }

  /**
   * Refuses an expression that cannot be evaluated or that misspells a field of the sandbox's
   * profiles.
   *
   * @returns the ids of the segments that the expression refers to.
   */
  checkExpression(sandbox: string, expression: SegmentDefinition["expression"]): Promise<string[]> {
    return this.write(async () => {
      const own = Expression.read(expression);
      const { fragments } = await this.sandbox(sandbox);
      own.refuseMisspelt({
        type: fragments.type,
        any: await hasRows(this.writer, fragments),
        now: this.clock(),
      });
      return own.segments;
    });
  }

  /**
   * Writes the batches of an export. When `signal` aborts, the query stops, its files are deleted,
   * and the promise rejects with the code `ABORTED`. Two exports run at a time, the others wait.
   */
  export(plan: ExportPlan, signal: AbortSignal): Promise<ExportOutcome> {
    return this.read(() => this.exportNow(plan, signal));
  }

  /** Closes the store. Exports must have ended. */
  async close(): Promise<void> {
    await this.write(() => undefined);
    this.writer.closeSync();
    this.instance.closeSync();
  }

  private loadRecords(
    sandbox: string,
    sources: { profiles: RecordSources; events: RecordSources },
  ): Promise<LoadReport> {
    return this.write(async () => (await this.sandbox(sandbox)).load(sources, this.clock()));
  }

  private async exportNow(plan: ExportPlan, signal: AbortSignal): Promise<ExportOutcome> {
    const connection = await this.instance.connect();
    let interrupting: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      connection.interrupt();
      // An interrupt has no effect on a query that has not begun, so it is repeated.
      interrupting = setInterval(() => connection.interrupt(), 50);
    };
    signal.addEventListener("abort", interrupt);
    try {
      const source = await this.write(() => this.prepareExport(connection, plan, signal));
      throwIfAborted(signal);
      return await writeBatches({ connection, source, plan, signal });
    } catch (error) {
      throwIfAborted(signal, error);
      throw error;
    } finally {
      signal.removeEventListener("abort", interrupt);
      clearInterval(interrupting);
      connection.closeSync();
    }
  }

  /**
   * Merges profiles and evaluates segments, then begins a transaction that sees the records as they
   * are now.
   */
  private async prepareExport(
    connection: DuckDBConnection,
    plan: ExportPlan,
    signal: AbortSignal,
  ): Promise<ExportSource> {
    throwIfAborted(signal);
    const sandbox = await this.sandbox(plan.sandbox);
    const evaluate = plan.request.evaluationInfo?.segmentation === true;
    if (evaluate) await sandbox.admitEvaluation();
    const { schema, fragments, events } = sandbox;
    const merged = await mergedProfiles(connection, { schema, fragments, policy: plan.mergePolicy });
    const evaluation = { schema, fragments, profiles: merged };
    if (evaluate) {
      await evaluateSegments(connection, {
        ...evaluation,
        definitions: plan.segmentDefinitions,
        now: this.clock(),
      });
    }
    await connection.run("BEGIN TRANSACTION");
    return { profiles: await withEvaluated(connection, evaluation), fragments, events };
  }

  private sandbox(name: string): Promise<Sandbox> {
    let sandbox = this.sandboxes.get(name);
    if (!sandbox) {
      sandbox = Sandbox.open(this.writer, name);
      this.sandboxes.set(name, sandbox);
      sandbox.catch(() => this.sandboxes.delete(name));
    }
    return sandbox;
  }
}

function throwIfAborted(signal: AbortSignal, cause?: unknown): void {
  if (signal.aborted) throw new ProfileError("ABORTED", "The export was stopped", { cause });
}
