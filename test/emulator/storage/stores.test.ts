import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobRecord } from "../../../emulator/exportJobs/machine";
import { Storage } from "../../../emulator/stores";

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-"));
  storage = new Storage(folder);
});

afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

function addJobs(sandbox: string, statuses: JobRecord["status"][]): number[] {
  return storage.transaction(() =>
    statuses.map((status) => {
      const id = storage.jobs.nextId();
      storage.jobs.put(sandbox, { id, status, schema: { name: "_xdm.context.profile" }, destination: {} });
      return id;
    }),
  );
}

function listIds(...parameters: Parameters<Storage["jobs"]["list"]>): number[] {
  return storage.jobs.list(...parameters).map(({ id }) => id);
}

describe("jobs", () => {
  it("are listed newest first, page by page", () => {
    const [first, second, third] = addJobs("prod", ["NEW", "FAILED", "NEW"]);
    expect(listIds("prod", { offset: { skip: 0 }, limit: 2 })).toEqual([third, second]);
    expect(listIds("prod", { offset: { afterId: second! }, limit: 2 })).toEqual([first]);
    expect(listIds("prod", { offset: { skip: 2 }, limit: 2 })).toEqual([first]);
    expect(listIds("prod", { offset: { afterId: first! }, limit: 2 })).toEqual([]);
  });

  it("are found by their current status only", () => {
    const [first, second] = addJobs("prod", ["NEW", "NEW"]);
    storage.jobs.put("prod", { ...storage.jobs.get("prod", first!)!, status: "FAILED" });
    expect(listIds("prod", { status: "NEW", offset: { skip: 0 }, limit: 9 })).toEqual([second]);
    expect(listIds("prod", { status: "FAILED", offset: { skip: 0 }, limit: 9 })).toEqual([first]);
    storage.jobs.delete("prod", first!);
    expect(listIds("prod", { status: "FAILED", offset: { skip: 0 }, limit: 9 })).toEqual([]);
  });

  it("are found by status over all sandboxes", () => {
    const [inProd] = addJobs("prod", ["NEW", "SUCCEEDED"]);
    const [inDev] = addJobs("dev", ["NEW"]);
    expect(storage.jobs.withStatus("NEW", ["prod", "dev"])).toEqual([
      { sandbox: "prod", id: inProd },
      { sandbox: "dev", id: inDev },
    ]);
  });

  it("never get a used id, even after a restart", async () => {
    const [first] = addJobs("prod", ["NEW"]);
    storage.jobs.delete("prod", first!);
    await storage.close();
    storage = new Storage(folder);
    expect(addJobs("prod", ["NEW"])).toEqual([first! + 1]);
  });

  it("are as quick to list on the last of many pages as on the first", () => {
    const ids = addJobs(
      "prod",
      Array.from({ length: 20_000 }, () => "SUCCEEDED" as const),
    );
    const time = (afterId: number): number => {
      const start = performance.now();
      expect(listIds("prod", { status: "SUCCEEDED", offset: { afterId }, limit: 20 })).toHaveLength(20);
      return performance.now() - start;
    };
    time(ids[20]!);
    // A generous bound for a busy machine. Walking over the earlier pages would take far longer.
    expect(time(ids[20]!)).toBeLessThan(20 + 10 * time(ids[19_999]!));
  });
});

describe("collections", () => {
  it("keep sandboxes apart", () => {
    storage.datasets.put("prod", "a", { name: "in prod" });
    storage.datasets.put("prod2", "b", { name: "in prod2" });
    expect(storage.datasets.get("prod2", "a")).toBeUndefined();
    expect([...storage.datasets.list("prod")]).toEqual([["a", { name: "in prod" }]]);
    expect(storage.datasets.delete("prod2", "a")).toBe(false);
    expect(storage.datasets.delete("prod", "a")).toBe(true);
  });

  it("find nothing by an id that cannot be a key", () => {
    for (const id of ["x".repeat(5_000), "a\0b", ""]) {
      expect(storage.datasets.get("prod", id)).toBeUndefined();
      expect(storage.datasets.delete("prod", id)).toBe(false);
    }
  });

  it("undo every write of a transaction that fails", () => {
    expect(() =>
      storage.transaction(() => {
        storage.datasets.put("prod", "a", { name: "half" });
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(storage.datasets.get("prod", "a")).toBeUndefined();
  });
});

describe("batches", () => {
  it("are found by their dataset until they are deleted", () => {
    storage.batches.put("prod", "1", { datasetId: "d", batch: {}, parts: [] });
    storage.batches.put("prod", "2", { datasetId: "e", batch: {}, parts: [] });
    expect([...storage.batches.ofDataset("prod", "d")].map(([id]) => id)).toEqual(["1"]);
    expect([...storage.batches.ids()]).toEqual(["1", "2"]);
    storage.batches.delete("prod", "1");
    expect([...storage.batches.ofDataset("prod", "d")]).toEqual([]);
  });
});

it("keeps the key of the tokens over a restart", async () => {
  const key = storage.tokenKey;
  await storage.close();
  storage = new Storage(folder);
  expect(storage.tokenKey.equals(key)).toBe(true);
});
