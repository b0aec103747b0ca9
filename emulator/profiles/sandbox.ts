import type { DuckDBConnection } from "@duckdb/node-api";
import { createEvaluated, evaluatedRecord } from "./select/evaluation";
import { insertStaged } from "./records/load";
import { forgetMerged } from "./select/merge";
import type { LoadReport } from "./write/plan";
import { ensureTable, hasRows, qualified, type RecordKind, type RecordTable } from "./records/records";
import { observe, parseShape, recordType, type Shape } from "./records/shape";
import { identifier, text } from "./records/sql";
import { dropStaged, stage, type RecordSources } from "./records/stage";

const catalog = `CREATE TABLE IF NOT EXISTS main.sandbox (
  name VARCHAR PRIMARY KEY, schema VARCHAR NOT NULL, fragment_shape VARCHAR NOT NULL, event_shape VARCHAR NOT NULL)`;

/** Gives every sandbox the field `identityMap`, which profiles known from events only need. */
const identityOnly = { identityMap: { Email: [{ id: "someone@example.com", primary: true }] } };

/** The records of one sandbox in a DuckDB schema of its own, with the shapes of its records. */
export class Sandbox {
  private constructor(
    private readonly connection: DuckDBConnection,
    readonly name: string,
    readonly schema: string,
    private shapes: Record<RecordKind, Shape>,
  ) {}

  /** Creates the table of sandboxes in a database, if it is missing. */
  static async prepare(connection: DuckDBConnection): Promise<void> {
    await connection.run(catalog);
  }

  /** Opens the sandbox with a name, or creates it. */
  static async open(connection: DuckDBConnection, name: string): Promise<Sandbox> {
    const found = await connection.runAndReadAll(
      `SELECT schema, fragment_shape, event_shape FROM main.sandbox WHERE name = ${text(name)}`,
    );
    const [row] = found.getRows() as [string, string, string][];
    if (row)
      return new Sandbox(connection, name, row[0], {
        fragment: parseShape(row[1]),
        event: parseShape(row[2]),
      });

    const count = await connection.runAndReadAll("SELECT count(*) FROM main.sandbox");
    const shapes: Record<RecordKind, Shape> = { fragment: {}, event: {} };
    observe(shapes.fragment, identityOnly);
    const sandbox = new Sandbox(connection, name, `sandbox_${String(count.getRows()[0]?.[0])}`, shapes);
    await transaction(connection, async () => {
      await connection.run(`CREATE SCHEMA ${identifier(sandbox.schema)}`);
      await connection.run(
        `INSERT INTO main.sandbox VALUES (${[name, sandbox.schema, "{}", "{}"].map(text).join(", ")})`,
      );
      await ensureTable(connection, sandbox.fragments);
      await ensureTable(connection, sandbox.events);
      await sandbox.keepShapes(shapes);
      await createEvaluated(connection, sandbox.schema);
      await forgetMerged(connection, sandbox.schema, sandbox.fragments);
    });
    return sandbox;
  }

  get fragments(): RecordTable {
    return { name: qualified(this.schema, "fragment"), type: recordType(this.shapes.fragment) };
  }

  get events(): RecordTable {
    return { name: qualified(this.schema, "event"), type: recordType(this.shapes.event) };
  }

  async hasRecords(): Promise<boolean> {
    return (await hasRows(this.connection, this.fragments)) || hasRows(this.connection, this.events);
  }

  /** Loads all records or none. `now` is the time of ingestion of records that have none. */
  async load(sources: { profiles: RecordSources; events: RecordSources }, now: number): Promise<LoadReport> {
    const shapes = copyOf(this.shapes);
    try {
      const fragments = await stage(this.connection, { ...sources.profiles, shape: shapes.fragment });
      const events = await stage(this.connection, { ...sources.events, shape: shapes.event });
      const report: LoadReport = { profiles: 0, events: 0 };
      await transaction(this.connection, async () => {
        await this.widen(shapes);
        const target = new Sandbox(this.connection, this.name, this.schema, shapes);
        for (const staged of fragments) {
          report.profiles += await insertStaged(this.connection, { staged, table: target.fragments, now });
        }
        for (const staged of events) {
          report.events += await insertStaged(this.connection, { staged, table: target.events, now });
        }
        await forgetMerged(this.connection, this.schema, target.fragments);
      });
      this.shapes = shapes;
      return report;
    } finally {
      await dropStaged(this.connection);
    }
  }

  /** Widens the type of profiles so that it holds the memberships that an evaluation writes. */
  async admitEvaluation(): Promise<void> {
    const shapes = copyOf(this.shapes);
    observe(shapes.fragment, evaluatedRecord);
    await transaction(this.connection, async () => {
      await this.widen(shapes);
      await forgetMerged(this.connection, this.schema, this.fragments);
    });
    this.shapes = shapes;
  }

  private async widen(shapes: Record<RecordKind, Shape>): Promise<void> {
    const { fragments, events } = new Sandbox(this.connection, this.name, this.schema, shapes);
    await ensureTable(this.connection, fragments, this.fragments.type);
    await ensureTable(this.connection, events, this.events.type);
    await this.keepShapes(shapes);
  }

  private async keepShapes(shapes: Record<RecordKind, Shape>): Promise<void> {
    await this.connection.run(
      `UPDATE main.sandbox SET fragment_shape = ${text(JSON.stringify(shapes.fragment))},
       event_shape = ${text(JSON.stringify(shapes.event))} WHERE name = ${text(this.name)}`,
    );
  }
}

/** A copy that can grow while the original stays. */
function copyOf(shapes: Record<RecordKind, Shape>): Record<RecordKind, Shape> {
  return {
    fragment: parseShape(JSON.stringify(shapes.fragment)),
    event: parseShape(JSON.stringify(shapes.event)),
  };
}

async function transaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run("BEGIN TRANSACTION");
  try {
    await work();
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK");
    throw error;
  }
}
