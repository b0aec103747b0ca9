import { all, errorOf, type Handler, serverForEachTest } from "../../worlds/cannedAep";

const server = serverForEachTest();

const request = { destination: { datasetId: "abc" }, schema: { name: "_xdm.context.profile" } };
const job = (id: number, more: object = {}) => ({
  id,
  status: "NEW",
  creationTime: 1000 + id,
  destination: { datasetId: "abc" },
  ...more,
});

describe("an export job", () => {
  const created = async (body: object) => {
    server.answers({ body });
    return server.client.exportJobs.create(request);
  };

  test("has one form", async () => {
    expect(await created(job(7, { metrics: { totalExportedProfileCounter: 3 } }))).toEqual({
      id: "7",
      status: "NEW",
      state: "pending",
      creationTime: 1007,
      destination: { datasetId: "abc", segmentPerBatch: false },
      batches: [],
      batchIds: [],
      errors: [],
      metrics: { totalExportedProfileCounter: 3 },
    });
    expect(server.seen[0]).toMatchObject({
      method: "POST",
      path: "/data/core/ups/export/jobs",
      body: JSON.stringify(request),
    });
  });

  test.each([
    ["NEW", "pending"],
    ["PROCESSING", "pending"],
    ["SUCCEEDED", "succeeded"],
    ["FAILED", "failed"],
    ["CANCELLING", "cancelling"],
    ["CANCELLED", "cancelled"],
    ["PUSHING_TO_LAKE", "pending"],
    ["succeeded", "succeeded"],
  ])("with the status %s is in the state %s", async (status, state) => {
    expect(await created(job(7, { status }))).toMatchObject({ status, state });
  });

  const batch = (id: string) => ({
    segmentId: `s-${id}`,
    segmentNs: "ups",
    status: ["realized"],
    batchId: id,
  });
  test.each([
    ["dataSetId", { dataSetId: "abc" }, { datasetId: "abc" }, [], []],
    ["an empty batchId", { datasetId: "abc", batchId: "" }, { datasetId: "abc" }, [], []],
    ["a batchId", { datasetId: "abc", batchId: "b1" }, { datasetId: "abc" }, [], ["b1"]],
    ["batches", { batches: [batch("b1"), batch("b2")] }, {}, [batch("b1"), batch("b2")], ["b1", "b2"]],
    ["batches as one object", { batches: batch("b1") }, {}, [batch("b1")], ["b1"]],
    ["both", { batchId: "b1", batches: [batch("b1")] }, {}, [batch("b1")], ["b1"]],
  ])("with %s has the same form", async (_name, answered, destination, batches, batchIds) => {
    expect(await created({ id: 7, status: "SUCCEEDED", destination: answered })).toMatchObject({
      destination,
      batches,
      batchIds,
    });
  });

  test("is read even without a destination, or with malformed errors", async () => {
    expect(
      await created({ id: "7", status: "FAILED", errors: [{ code: "1", msg: "no" }, null] }),
    ).toMatchObject({
      id: "7",
      destination: { datasetId: undefined },
      errors: [{ code: "1", msg: "no" }],
    });
  });

  test("is undefined once AEP has forgotten it", async () => {
    server.answers({ status: 404 });
    expect(await server.client.exportJobs.get("7")).toBeUndefined();
  });

  test.each([
    [{ status: 204 }, true],
    [{ body: { status: true, message: "Export job has been marked for cancelling" } }, true],
    [{ status: 404, body: { title: "gone" } }, false],
  ])("cancelled with the answer %j returns %s", async (answer, cancelled) => {
    server.answers(answer);
    expect(await server.client.exportJobs.cancel("7")).toBe(cancelled);
    expect(server.seen[0]).toMatchObject({ method: "DELETE", path: "/data/core/ups/export/jobs/7" });
  });
});

describe("export jobs are listed", () => {
  /** Jobs 300 to 1, paged like AEP: `offset` is the creation time and id of a page's last job. */
  const paged =
    (link: (next: string) => unknown): Handler =>
    ({ query }) => {
      const after = Number(query.get("offset")?.split("_")[1] ?? 301);
      const size = Math.min(Number(query.get("limit")), after - 1);
      const records = Array.from({ length: size }, (_, index) => job(after - 1 - index));
      const last = records.at(-1);
      const offset = last && `${last.creationTime}_${last.id}`;
      const more = last !== undefined && last.id > 1;
      return {
        body: {
          records,
          page: { pageOffset: offset, pageSize: size },
          link: more ? link(`limit=${size}&offset=${offset}`) : {},
        },
      };
    };
  const ids = Array.from({ length: 300 }, (_, index) => String(300 - index));

  test.each([
    ["a relative link", (query: string) => ({ next: `/export/jobs/?${query}` })],
    [
      "an absolute link",
      (query: string) => ({ next: `https://elsewhere.example.com/data/core/ups/export/jobs?${query}` }),
    ],
    ["an empty link object", () => ({})],
    ["no link", () => undefined],
  ])("to the end with %s", async (_name, link) => {
    server.answers(paged(link));
    expect((await all(server.client.exportJobs.list({ status: "NEW" }))).map(({ id }) => id)).toEqual(ids);
    expect(server.seen.every((seen) => seen.query.get("status") === "NEW")).toBe(true);
    expect(server.seen.every((seen) => seen.path === "/data/core/ups/export/jobs")).toBe(true);
  });

  test("up to a limit", async () => {
    server.answers(paged((query) => ({ next: `/export/jobs/?${query}` })));
    expect((await all(server.client.exportJobs.list({ limit: 150 }))).map(({ id }) => id)).toEqual(
      ids.slice(0, 150),
    );
    expect(server.seen).toHaveLength(2);
  });

  test("to an empty link.next, which is the end", async () => {
    server.answers({ body: { records: [job(1)], page: { pageSize: 1 }, link: { next: "" } } });
    expect(await all(server.client.exportJobs.list())).toHaveLength(1);
    expect(server.seen).toHaveLength(1);
  });

  test("once, even if the links go in circles", async () => {
    server.answers({ body: { records: [job(1)], link: { next: "/export/jobs?offset=0" } } });
    expect(await all(server.client.exportJobs.list())).toHaveLength(1);
    expect(server.seen).toHaveLength(2);
  });

  test.each([[{}], [{ records: {} }], [{ records: [{}] }], [[]]])(
    "unless the page is malformed: %j",
    async (body) => {
      server.answers({ body });
      expect(await errorOf(all(server.client.exportJobs.list()))).toMatchObject({
        kind: "unexpected",
        outcome: "rejected",
      });
    },
  );
});
