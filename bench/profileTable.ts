import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { mkdirSync } from "node:fs";
import path from "node:path";

/** The segment that every second profile is in. */
export const segmentId = "0c8a3f7e-6f53-4d2c-9a3e-5a1b6c7d8e9f";

/** The fields of the exports: three nested ones. */
export const exportedFields = ["person.name.firstName", "personalEmail.address", "homeAddress.city"];

/** Profiles in a DuckDB table. An export is compared with a plain `COPY` of this table. */
export class ProfileTable {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly dir: string,
  ) {}

  /** Makes up profiles in the XDM shape. */
  static async make({ dir, profiles }: { dir: string; profiles: number }): Promise<ProfileTable> {
    mkdirSync(dir, { recursive: true });
    const instance = await DuckDBInstance.create(path.join(dir, "bare.duckdb"));
    const connection = await instance.connect();
    await connection.run(`
      CREATE TABLE profiles AS SELECT
        'profile-' || i AS _id,
        {'name': {'firstName': 'First' || (i % 977), 'lastName': 'Last' || (i % 1009)},
         'birthYear': 1940 + i % 70} AS person,
        {'address': 'profile-' || i || '@example.com'} AS "personalEmail",
        {'city': 'City ' || (i % 4001), 'countryCode': ['DE', 'FR', 'IT', 'US'][1 + i % 4]} AS "homeAddress",
        MAP {'email': [{'id': 'profile-' || i || '@example.com', 'primary': true}]} AS "identityMap",
        MAP {'ups': MAP {'${segmentId}': {
          'status': CASE WHEN i % 2 = 0 THEN 'realized' ELSE 'exited' END,
          'lastQualificationTime': '2026-01-01T00:00:00Z'}}} AS "segmentMembership"
      FROM range(${profiles}) AS r(i)`);
    connection.closeSync();
    return new ProfileTable(instance, dir);
  }

  /** All profiles in a Parquet file, for an emulator to load. */
  async write(): Promise<string> {
    const file = path.join(this.dir, "profiles.parquet");
    await this.#on((connection) => connection.run(`COPY profiles TO '${file}' (FORMAT parquet)`));
    return file;
  }

  /** Runs the query of an export as a plain `COPY`, each of several at once on its own connection. Returns milliseconds. */
  async copy(atOnce = 1): Promise<number> {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) =>
        this.#on((connection) =>
          connection.run(`
            COPY (
              SELECT _id, {'name': {'firstName': person.name."firstName"}} AS person,
                {'address': "personalEmail".address} AS "personalEmail", {'city': "homeAddress".city} AS "homeAddress",
                "identityMap"
              FROM profiles
              WHERE "segmentMembership"['ups']['${segmentId}'].status IN ('realized', 'existing')
            ) TO '${path.join(this.dir, `copy-${index}.parquet`)}' (FORMAT parquet)`),
        ),
      ),
    );
    return performance.now() - started;
  }

  close(): void {
    this.instance.closeSync();
  }

  async #on(work: (connection: DuckDBConnection) => Promise<unknown>): Promise<void> {
    const connection = await this.instance.connect();
    try {
      await work(connection);
    } finally {
      connection.closeSync();
    }
  }
}
