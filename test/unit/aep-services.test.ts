import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AepServer,
  all,
  errorOf,
  type Handler,
  impatientClient,
  settingsFor,
  startServer,
} from "./aepServer";

let server: AepServer;
let client: ReturnType<typeof impatientClient>["client"];
beforeEach(async () => {
  server = await startServer();
  client = impatientClient(settingsFor(server.url)).client;
});
afterEach(() => server.close());

const request = { destination: { datasetId: "abc" }, schema: { name: "_xdm.context.profile" } };
const job = (id: number, more: object = {}) => ({
  id,
  status: "NEW",
  creationTime: 1000 + id,
  destination: { datasetId: "abc" },
  ...more,
});

describe("datasets", () => {
  const schemaRef = { id: "schema", contentType: "type" };

  test.each(["@/dataSets/abc", "@/datasets/abc"])(
    "a create answered %s names the dataset",
    async (reference) => {
      server.answers({ status: 201, body: [reference] });
      expect(await client.datasets.create({ name: "daily", schemaRef })).toBe("abc");
      expect(server.seen[0]).toMatchObject({ method: "POST", path: "/data/foundation/catalog/dataSets" });
    },
  );

  test.each([[[]], [["@/batches/abc"]], [{ id: "abc" }], [[7]]])(
    "a create answered %j is malformed",
    async (body) => {
      server.answers({ body });
      expect(await errorOf(client.datasets.create({ name: "daily", schemaRef }))).toMatchObject({
        kind: "unexpected",
        outcome: "unknown",
        operation: 'Creating dataset "daily"',
      });
    },
  );

  test.each([
    ["404", { status: 404 }],
    ["an empty object", { body: {} }],
    ["an empty list", { body: [] }],
    ["nothing", { status: 204 }],
  ])("a dataset answered with %s is not there", async (_name, answer) => {
    server.answers(answer);
    expect(await client.datasets.get("abc")).toBeUndefined();
  });

  test.each([[{ other: {} }], [[1]], ["text"], [{ abc: null }]])(
    "a dataset answered %j is malformed",
    async (body) => {
      server.answers({ body: JSON.stringify(body) });
      expect(await errorOf(client.datasets.get("abc"))).toMatchObject({ kind: "unexpected" });
    },
  );

  test.each([
    [{ body: ["@/dataSets/abc"] }, true],
    [{ status: 204 }, true],
    [{ body: [] }, false],
    [{ status: 404 }, false],
  ])("a delete answered %j is %s", async (answer, deleted) => {
    server.answers(answer);
    expect(await client.datasets.delete("abc")).toBe(deleted);
  });

  test("an update sends the changes only", async () => {
    server.answers({ body: ["@/dataSets/abc"] });
    await client.datasets.update("abc", [{ op: "replace", path: "/description", value: "" }]);
    expect(server.seen[0]).toMatchObject({
      method: "PATCH",
      path: "/data/foundation/catalog/dataSets/abc",
      body: '[{"op":"replace","path":"/description","value":""}]',
    });
  });

  const stored = (count: number, cap = 100): Handler => {
    const objects = Array.from(
      { length: count },
      (_, index) => [`d${index}`, { name: `n${index}` }] as const,
    );
    return ({ query }) => {
      const [start, limit] = [Number(query.get("start")), Math.min(Number(query.get("limit")), cap)];
      return { body: Object.fromEntries(objects.slice(start, start + limit)) };
    };
  };

  test.each([
    [0, 100, 1],
    [19, 100, 1],
    [250, 100, 4],
    [250, 40, 7],
  ])("%i datasets, %i a page, all come in %i calls", async (count, cap, calls) => {
    server.answers(stored(count, cap));
    const listed = await all(client.datasets.list());
    expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => `d${index}`));
    expect(server.seen).toHaveLength(calls);
  });

  test("a page is fetched when it is needed", async () => {
    server.answers(stored(250));
    for await (const { id } of client.datasets.list()) if (id === "d7") break;
    expect(server.seen).toHaveLength(1);
    expect(await all(client.datasets.list({ limit: 3 }))).toHaveLength(3);
    expect(server.seen).toHaveLength(2);
  });

  test("a name or tag is asked for and checked", async () => {
    const mine = { name: "daily", tags: { "pulumi/owner": ["me", "you"] } };
    server.answers({
      body: { a: mine, b: { ...mine, name: "daily-2" }, c: { ...mine, tags: {} }, d: { name: "daily" } },
    });
    const listed = await all(client.datasets.list({ name: "daily", tags: { "pulumi/owner": "me" } }));
    expect(listed).toEqual([{ id: "a", dataset: mine }]);
    expect(server.seen[0]?.query.get("name")).toBe("daily");
    expect(server.seen[0]?.query.get("tags")).toBe("pulumi/owner:me");
  });

  test.each(["a,b", "!a", "a*", "~a"])(
    "the name %s, which Catalog would read as more, is looked for here",
    async (name) => {
      server.answers({ body: { a: { name: "a" }, b: { name } } });
      expect(await all(client.datasets.list({ name }))).toEqual([{ id: "b", dataset: { name } }]);
      expect(server.seen[0]?.query.has("name")).toBe(false);
    },
  );

  test("a tag with a colon is looked for here", async () => {
    server.answers({ body: { a: { tags: { owner: ["urn:x"] } } } });
    expect(await all(client.datasets.list({ tags: { owner: "urn:x" } }))).toHaveLength(1);
    expect(server.seen[0]?.query.has("tags")).toBe(false);
  });
});

describe("batches", () => {
  test("are read and listed by dataset", async () => {
    server.answers({ body: { b1: { status: "success", recordCount: 7 } } });
    expect(await client.batches.get("b1")).toEqual({ status: "success", recordCount: 7 });
    expect(await all(client.batches.list({ dataSet: "abc" }))).toEqual([
      { id: "b1", batch: { status: "success", recordCount: 7 } },
    ]);
    expect(server.seen[1]).toMatchObject({ path: "/data/foundation/catalog/batches" });
    expect(server.seen[1]?.query.get("dataSet")).toBe("abc");
  });
});

describe("an export job", () => {
  const created = async (body: object) => {
    server.answers({ body });
    return client.exportJobs.create(request);
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
  ])("with the status %s is %s", async (status, state) => {
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
  ])("with %s comes to the same form", async (_name, answered, destination, batches, batchIds) => {
    expect(await created({ id: 7, status: "SUCCEEDED", destination: answered })).toMatchObject({
      destination,
      batches,
      batchIds,
    });
  });

  test("without a destination, or with odd errors, is still read", async () => {
    expect(
      await created({ id: "7", status: "FAILED", errors: [{ code: "1", msg: "no" }, null] }),
    ).toMatchObject({
      id: "7",
      destination: { datasetId: undefined },
      errors: [{ code: "1", msg: "no" }],
    });
  });

  test("that AEP has forgotten is undefined", async () => {
    server.answers({ status: 404 });
    expect(await client.exportJobs.get("7")).toBeUndefined();
  });

  test.each([
    [{ status: 204 }, true],
    [{ body: { status: true, message: "Export job has been marked for cancelling" } }, true],
    [{ status: 404, body: { title: "gone" } }, false],
  ])("cancelled with the answer %j is %s", async (answer, cancelled) => {
    server.answers(answer);
    expect(await client.exportJobs.cancel("7")).toBe(cancelled);
    expect(server.seen[0]).toMatchObject({ method: "DELETE", path: "/data/core/ups/export/jobs/7" });
  });
});

describe("export jobs are listed", () => {
  /** Jobs 300 to 1, newest first, as AEP pages them: `offset` is the creation time and id of the last job of a page. */
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
    expect((await all(client.exportJobs.list({ status: "NEW" }))).map(({ id }) => id)).toEqual(ids);
    expect(server.seen.every((seen) => seen.query.get("status") === "NEW")).toBe(true);
    expect(server.seen.every((seen) => seen.path === "/data/core/ups/export/jobs")).toBe(true);
  });

  test("up to a limit", async () => {
    server.answers(paged((query) => ({ next: `/export/jobs/?${query}` })));
    expect((await all(client.exportJobs.list({ limit: 150 }))).map(({ id }) => id)).toEqual(
      ids.slice(0, 150),
    );
    expect(server.seen).toHaveLength(2);
  });

  test("with an empty link.next as the end", async () => {
    server.answers({ body: { records: [job(1)], page: { pageSize: 1 }, link: { next: "" } } });
    expect(await all(client.exportJobs.list())).toHaveLength(1);
    expect(server.seen).toHaveLength(1);
  });

  test("without going in circles", async () => {
    server.answers({ body: { records: [job(1)], link: { next: "/export/jobs?offset=0" } } });
    expect(await all(client.exportJobs.list())).toHaveLength(1);
    expect(server.seen).toHaveLength(2);
  });

  test.each([[{}], [{ records: {} }], [{ records: [{}] }], [[]]])(
    "or refused when the page is %j",
    async (body) => {
      server.answers({ body });
      expect(await errorOf(all(client.exportJobs.list()))).toMatchObject({
        kind: "unexpected",
        outcome: "rejected",
      });
    },
  );
});

describe("segments and merge policies", () => {
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `i${from + index}` }));

  test("are read by id", async () => {
    server.answers({ body: { id: "s1", name: "Loyal" } });
    expect(await client.segments.get("s1")).toEqual({ id: "s1", name: "Loyal" });
    expect(await client.mergePolicies.get("m1")).toEqual({ id: "s1", name: "Loyal" });
    expect(server.seen.map((seen) => seen.path)).toEqual([
      "/data/core/ups/segment/definitions/s1",
      "/data/core/ups/config/mergePolicies/m1",
    ]);
    server.answers({ status: 404 });
    expect(await client.segments.get("s1")).toBeUndefined();
    expect(await client.mergePolicies.get("m1")).toBeUndefined();
  });

  test("segments page by link, or by number without one", async () => {
    server.answers(
      { body: { segments: numbered(0, 2), link: { next: "@/segment/definitions?start=2&limit=100" } } },
      { body: { segments: numbered(2, 100), link: {} } },
      { body: { segments: numbered(102, 1), page: {} } },
    );
    expect(await all(client.segments.list())).toHaveLength(103);
    expect(server.seen.map((seen) => seen.query.toString())).toEqual([
      "limit=100&page=0",
      "limit=100&page=0&start=2",
      "limit=100&page=1&start=2",
    ]);
  });

  test("merge policies page by link, or by the start that the page names", async () => {
    server.answers(
      {
        body: {
          children: numbered(0, 2),
          _page: { next: "x" },
          _links: { next: { href: "@/mergePolicies?start=K1&limit=2" } },
        },
      },
      { body: { children: numbered(2, 2), _page: { next: "K2" }, _links: { next: {} } } },
      { body: { children: numbered(4, 1), _page: { next: "" } } },
    );
    expect(await all(client.mergePolicies.list())).toHaveLength(5);
    expect(server.seen.map((seen) => seen.query.get("start"))).toEqual([null, "K1", "K2"]);
  });

  test.each([[{}], [{ segments: [{}] }], [[]]])("refuse the page %j", async (body) => {
    server.answers({ body });
    expect(await errorOf(all(client.segments.list()))).toMatchObject({ kind: "unexpected" });
    expect(await errorOf(all(client.mergePolicies.list()))).toMatchObject({ kind: "unexpected" });
  });
});

describe("files", () => {
  const bytes = "0123456789";

  test("of a batch, and their parts, page with and without links", async () => {
    const files = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ dataSetFileId: `f${from + index}` }));
    server.answers(
      {
        body: {
          data: files(0, 2),
          _links: { next: { href: "https://platform.adobe.io/x?start=2&limit=2" } },
        },
      },
      { body: { data: files(2, 100) } },
      { body: { data: files(102, 1) } },
    );
    expect(await all(client.files.ofBatch("b1"))).toHaveLength(103);
    expect(server.seen.map((seen) => seen.query.get("start"))).toEqual(["0", "2", "102"]);
    server.answers({ body: { data: [{ name: "part-0.parquet", length: "10" }] } });
    expect(await all(client.files.parts("f1"))).toEqual([{ name: "part-0.parquet", length: "10" }]);
    expect(server.seen.at(-1)?.path).toBe("/data/foundation/export/files/f1");
  });

  test("tell the length of a part", async () => {
    server.answers({ headers: { "Content-Length": "1234" } });
    expect(await client.files.head("f1", "a b.parquet")).toBe(1234);
    expect(server.seen[0]).toMatchObject({ method: "HEAD", path: "/data/foundation/export/files/f1" });
    expect(server.seen[0]?.query.get("path")).toBe("a b.parquet");
    expect(server.seen[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("stream their bytes", async () => {
    server.answers({ body: bytes });
    expect(await text(await client.files.read("f1", "p"))).toBe(bytes);
    expect(server.seen[0]?.headers.range).toBeUndefined();
  });

  test.each([
    ["honours Range", { status: 206, headers: { "Content-Range": "bytes 4-9/10" }, body: bytes.slice(4) }],
    ["ignores Range", { status: 200, body: bytes }],
  ])("go on at a byte where the service %s", async (_name, answer) => {
    server.answers(answer);
    expect(await text(await client.files.read("f1", "p", { start: 4 }))).toBe("456789");
    expect(server.seen[0]?.headers.range).toBe("bytes=4-");
  });

  test.each([
    { status: 206, headers: { "Content-Range": "bytes 3-9/10" }, body: "3456789" },
    { status: 206, body: "456789" },
  ])("refuse other bytes than were asked for: %j", async (answer) => {
    server.answers(answer);
    expect(await errorOf(client.files.read("f1", "p", { start: 4 }))).toMatchObject({ kind: "unexpected" });
  });

  test("a stream that breaks off fails with a typed error after its good bytes", async () => {
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123", () => setImmediate(() => response.destroy()));
      return undefined;
    });
    const stream = await client.files.read("f1", "p");
    let got = "";
    const reading = (async () => {
      for await (const chunk of stream) got += String(chunk);
    })();
    expect(await errorOf(reading)).toMatchObject({
      name: "AepError",
      kind: "network",
      operation: "Reading p of file f1",
    });
    expect(got).toBe("0123");
  });

  test("a stream that stalls is a timeout", async () => {
    const { client: hasty } = impatientClient(settingsFor(server.url), { timeoutMs: 100 });
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123");
      return undefined;
    });
    expect(await errorOf(text(await hasty.files.read("f1", "p")))).toMatchObject({
      name: "AepError",
      kind: "timeout",
    });
  });

  test.each([10, 4_000_000])("a reader of %i bytes may take its time", async (length) => {
    const { client: hasty } = impatientClient(settingsFor(server.url), { timeoutMs: 50 });
    server.answers({ body: "x".repeat(length) });
    const stream = await hasty.files.read("f1", "p");
    await sleep(200);
    expect(await text(stream)).toHaveLength(length);
  });

  test("a signal ends a stream", async () => {
    const controller = new AbortController();
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123");
      return undefined;
    });
    const stream = await client.withSignal(controller.signal).files.read("f1", "p");
    const reading = errorOf(text(stream));
    controller.abort();
    expect(await reading).toMatchObject({ name: "AepError", kind: "aborted" });
  });

  test("a reader that stops early lets the connection go", async () => {
    const closed = new Promise<void>((resolve) => {
      server.answers((_seen, { response }) => {
        response.on("close", resolve);
        response.writeHead(200, { "Content-Length": "1000000" });
        response.write("x".repeat(1000));
        return undefined;
      });
    });
    const stream = await client.files.read("f1", "p");
    for await (const _chunk of stream) break;
    await closed;
    const unread = await client.files.read("f1", "p");
    unread.destroy();
  });

  test("a part that is gone is a typed error with the service's words", async () => {
    server.answers({ status: 404, body: { title: "File not found" } });
    expect(await errorOf(client.files.read("f1", "p"))).toMatchObject({
      kind: "notFound",
      reason: "File not found",
    });
    expect(await errorOf(all(client.files.ofBatch("b1")))).toMatchObject({ kind: "notFound" });
  });
});
