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
});
