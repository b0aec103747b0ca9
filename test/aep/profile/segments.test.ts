import { all, errorOf, serverForEachTest } from "../../worlds/cannedAep";

const server = serverForEachTest();

describe("segments and merge policies", () => {
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `i${from + index}` }));

  test("are read by id", async () => {
    server.answers({ body: { id: "s1", name: "Loyal" } });
    expect(await server.client.segments.get("s1")).toEqual({ id: "s1", name: "Loyal" });
    expect(await server.client.mergePolicies.get("m1")).toEqual({ id: "s1", name: "Loyal" });
    expect(server.seen.map((seen) => seen.path)).toEqual([
      "/data/core/ups/segment/definitions/s1",
      "/data/core/ups/config/mergePolicies/m1",
    ]);
    server.answers({ status: 404 });
    expect(await server.client.segments.get("s1")).toBeUndefined();
    expect(await server.client.mergePolicies.get("m1")).toBeUndefined();
  });

  test("segments are paged by link, or else by number", async () => {
    server.answers(
      { body: { segments: numbered(0, 2), link: { next: "@/segment/definitions?start=2&limit=100" } } },
      { body: { segments: numbered(2, 100), link: {} } },
      { body: { segments: numbered(102, 1), page: {} } },
    );
    expect(await all(server.client.segments.list())).toHaveLength(103);
    expect(server.seen.map((seen) => seen.query.toString())).toEqual([
      "limit=100&page=0",
      "limit=100&page=0&start=2",
      "limit=100&page=1&start=2",
    ]);
  });

  test("merge policies are paged by link, or else by the start in the page", async () => {
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
    expect(await all(server.client.mergePolicies.list())).toHaveLength(5);
    expect(server.seen.map((seen) => seen.query.get("start"))).toEqual([null, "K1", "K2"]);
  });

  test.each([[{}], [{ segments: [{}] }], [[]]])("are refused if the page is %j", async (body) => {
    server.answers({ body });
    expect(await errorOf(all(server.client.segments.list()))).toMatchObject({ kind: "unexpected" });
    expect(await errorOf(all(server.client.mergePolicies.list()))).toMatchObject({ kind: "unexpected" });
  });

  test("merge policies have a version and a default of their types, also where AEP answers text", async () => {
    server.answers({ body: { id: "m1", version: "3", default: "false" } });
    expect(await server.client.mergePolicies.get("m1")).toEqual({ id: "m1", version: 3, default: false });
  });
});

describe("segment jobs", () => {
  const job = (id: string) => ({ id, status: "SUCCEEDED" });

  test("are paged by the number of the page, in a link or in the page", async () => {
    const href = "@/segmentJobs?sort=creationTime:DESC&start=1&limit=100&totalCount=3";
    server.answers(
      { body: { children: [job("a")], _page: { next: "1" }, _links: { next: { href } } } },
      { body: { children: [job("b")], _page: { next: "2" }, _links: { next: {} } } },
      { body: { children: [job("c")], _page: {}, _links: { next: {} } } },
    );
    const query = { status: "SUCCEEDED", segmentId: "s1" } as const;
    expect((await all(server.client.segmentJobs.list(query))).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(server.seen.map((seen) => seen.query.get("start"))).toEqual([null, "1", "2"]);
    expect(server.seen[0]?.query.toString()).toBe(
      "status=SUCCEEDED&sort=creationTime%3Adesc&limit=100&property=segments%7EsegmentId%3D%3Ds1",
    );
  });

  test("are refused if the page holds none", async () => {
    server.answers({ body: { segments: [] } });
    expect(await errorOf(all(server.client.segmentJobs.list()))).toMatchObject({ kind: "unexpected" });
  });
});

describe("the sample of the profile store", () => {
  test.each(["5000", '"5000"', 5000])("tells the total as %j", async (totalRows) => {
    server.answers({ body: { totalRows } });
    expect(await server.client.profileSample.totalProfiles()).toBe(5000);
  });

  test.each([{}, { totalRows: "many" }])("is refused as %j", async (body) => {
    server.answers({ body });
    expect(await errorOf(server.client.profileSample.totalProfiles())).toMatchObject({ kind: "unexpected" });
  });
});
