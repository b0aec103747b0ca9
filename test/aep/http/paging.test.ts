import fc from "fast-check";
import {
  type AepServer,
  all,
  type Handler,
  impatientClient,
  settingsFor,
  startServer,
} from "../../worlds/cannedAep";

let server: AepServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

type Client = ReturnType<typeof impatientClient>["client"];

/** A change of a list between two calls: how many objects are added, and which positions are deleted. */
interface Change {
  added: number;
  deleted: number[];
}
const change: fc.Arbitrary<Change> = fc.record({
  added: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, fc.nat({ max: 60 })),
  deleted: fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.nat(), { maxLength: 3 }) },
    fc.array(fc.nat(), { maxLength: 120 }),
  ),
});

/** Numbered objects, the oldest first, that change while they are listed. */
class Store {
  objects: number[];
  readonly touched = new Set<number>();
  #count: number;

  constructor(
    size: number,
    private readonly changes: Change[],
  ) {
    this.objects = Array.from({ length: size }, (_, number) => number);
    this.#count = size;
  }

  /** The objects that were there from the first call to the last. */
  get untouched(): number[] {
    return this.objects.filter((number) => !this.touched.has(number));
  }

  next(): void {
    const { added = 0, deleted = [] } = this.changes.shift() ?? {};
    for (const place of deleted) this.objects.splice(place % Math.max(1, this.objects.length), 1);
    for (let more = 0; more < added; more++) {
      this.touched.add(this.#count);
      this.objects.push(this.#count++);
    }
  }
}

const changes = fc.array(change, { maxLength: 8 });
const runs = { numRuns: 25 };

/** A list that a service answers in pages of limited size. */
interface Service {
  list: (client: Client) => AsyncIterable<{ id: string }>;
  /** The fewest objects of a page that is not the last. */
  leastPage: number;
  /** The most objects in all. */
  most: number;
  page: (store: Store, pageSize: number, link: boolean) => Handler;
}

const job = (number: number) => ({ id: number, status: "NEW", creationTime: 1000 + number });

const services: Record<string, Service> = {
  "datasets, by the number to skip": {
    list: (client) => client.datasets.list(),
    leastPage: 20,
    most: 350,
    page:
      (store, pageSize) =>
      ({ query }) => {
        const start = Number(query.get("start"));
        const page = store.objects.slice(start, start + pageSize);
        return { body: Object.fromEntries(page.map((number) => [`d${number}`, { name: "n" }])) };
      },
  },
  "export jobs, the newest first, from the last one on": {
    list: (client) => client.exportJobs.list(),
    leastPage: 1,
    most: 60,
    page:
      (store, pageSize, link) =>
      ({ query }) => {
        const after = Number(query.get("offset")?.split("_")[1] ?? Infinity);
        const older = store.objects.filter((number) => number < after).reverse();
        const records = older.slice(0, pageSize).map(job);
        const last = records.at(-1);
        const offset = last && `${last.creationTime}_${last.id}`;
        const more = link && older.length > pageSize;
        return {
          body: {
            records,
            page: { pageOffset: offset, pageSize: records.length },
            link: more ? { next: `/export/jobs/?limit=${pageSize}&offset=${offset}` } : {},
          },
        };
      },
  },
  "merge policies, from a key on": {
    list: (client) => client.mergePolicies.list(),
    leastPage: 1,
    most: 60,
    page:
      (store, pageSize, link) =>
      ({ query }) => {
        const from = Number(query.get("start") ?? 0);
        const rest = store.objects.filter((number) => number >= from);
        const children = rest.slice(0, pageSize).map((number) => ({ id: `m${number}` }));
        const next = rest.length > pageSize ? String(rest[pageSize - 1]! + 1) : "";
        const links = link && next !== "" ? { next: { href: `@/x?start=${next}&limit=${pageSize}` } } : {};
        return { body: { children, _page: { next }, _links: links } };
      },
  },
};

describe.each(Object.entries(services))("%s", (_name, { list, leastPage, most, page }) => {
  test("each object that was there all the time is listed, and none twice, despite additions and deletions", async () => {
    const pageSize = fc.integer({ min: leastPage, max: 100 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: most }),
        changes,
        pageSize,
        fc.boolean(),
        async (objects, happening, size, link) => {
          const store = new Store(objects, [...happening]);
          const answer = page(store, size, link);
          server.seen.splice(0);
          server.answers((seen, raw) => {
            if (server.seen.length > 1) store.next();
            return answer(seen, raw);
          });
          const { client } = impatientClient(settingsFor(server.url));
          const ids = (await all(list(client))).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const numbers = new Set(ids.map((id) => Number(id.replace(/\D/, ""))));
          expect(store.untouched.filter((number) => !numbers.has(number))).toEqual([]);
        },
      ),
      runs,
    );
  });
});

test("a list ends wherever its links lead, and has each object of the pages", async () => {
  const pages = fc.array(
    fc.record({ ids: fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), next: fc.option(fc.nat({ max: 5 })) }),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(pages, async (graph) => {
      const at = (offset: string | null) => graph[Number(offset ?? 0) % graph.length];
      server.seen.splice(0);
      server.answers(({ query }) => {
        const { ids = [], next = null } = at(query.get("offset")) ?? {};
        return {
          body: { records: ids.map(job), link: { next: next === null ? "" : `/jobs?offset=${next}` } },
        };
      });
      const { client } = impatientClient(settingsFor(server.url));
      const listed = await all(client.exportJobs.list());
      const told = server.seen.flatMap(({ query }) => at(query.get("offset"))?.ids ?? []);
      expect(listed.map(({ id }) => Number(id))).toEqual([...new Set(told)]);
      expect(server.seen.length).toBeLessThanOrEqual(8);
    }),
    runs,
  );
});

test.each([
  ["datasets", (client: Client) => client.datasets.list()],
  ["files", (client: Client) => client.files.ofBatch("b")],
  ["segments", (client: Client) => client.segments.list()],
])("a list of %s ends if the service always answers the same page", async (_name, list) => {
  const page = Array.from({ length: 100 }, (_, number) => ({
    id: `i${number}`,
    dataSetFileId: `i${number}`,
  }));
  server.seen.splice(0);
  server.answers(({ path }) => ({
    body: path.endsWith("/dataSets")
      ? Object.fromEntries(page.map((object) => [object.id, object]))
      : { segments: page, data: page },
  }));
  const { client } = impatientClient(settingsFor(server.url));
  expect(await all<object>(list(client))).toHaveLength(100);
  expect(server.seen.length).toBeLessThanOrEqual(12);
});
