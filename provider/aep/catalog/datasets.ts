import type { Dataset, DatasetRequest, JsonPatch } from "../../../contract/catalog";
import { type CatalogListing, listCatalog, literal, readCatalog } from "./objects";
import { unlessGone } from "../http/errors";
import type { Call, Http } from "../http/http";

/** A dataset with the id it stands under. */
export interface IdentifiedDataset {
  id: string;
  dataset: Dataset;
}

/** Which datasets to list; parts are ANDed. */
export interface DatasetQuery {
  /** The exact name. */
  name?: string;
  /** A value that each of these namespaces must hold. */
  tags?: Record<string, string>;
  /** Datasets to answer in all. Defaults to every one. */
  limit?: number;
}

/** Datasets of the Catalog API, `/data/foundation/catalog/dataSets`. */
export class Datasets {
  constructor(private readonly http: Http) {}

  /** Creates a dataset and answers its id. Never repeated by itself once it may have reached AEP. */
  async create(request: DatasetRequest): Promise<string> {
    const call: Call = {
      operation: `Creating dataset "${request.name}"`,
      method: "POST",
      path: [...datasetsPath],
      body: request,
    };
    const answer = await this.http.send(call);
    const id = referenced(answer.body);
    if (id === undefined) throw this.http.malformed(call, answer, "names no dataset");
    return id;
  }

  /** The dataset, or undefined if there is none with that id. */
  get(id: string): Promise<Dataset | undefined> {
    return readCatalog<Dataset>(this.http, {
      operation: `Reading dataset ${id}`,
      method: "GET",
      path: [...datasetsPath, id],
    });
  }

  /** Datasets, the oldest first. Whatever AEP makes of a filter, only exact matches are answered. */
  async *list({ name, tags = {}, limit }: DatasetQuery = {}): AsyncGenerator<
    IdentifiedDataset,
    void,
    undefined
  > {
    const wanted = Object.entries(tags);
    const listing: CatalogListing<Dataset> = {
      operation: "Listing datasets",
      path: datasetsPath,
      query: { name: literal(name), tags: tagFilter(wanted) },
      keeps: (dataset) =>
        (name === undefined || dataset.name === name) &&
        wanted.every(([space, value]) => dataset.tags?.[space]?.includes(value)),
      limit,
    };
    for await (const { id, object } of listCatalog(this.http, listing)) yield { id, dataset: object };
  }

  /**
   * Changes parts of a dataset and leaves the others; a path is a JSON Pointer, such as `/tags/team`. Repeated when AEP
   * is in trouble, so a path must name its member and not append (`/tags/team/-`).
   */
  async update(id: string, patch: JsonPatch): Promise<void> {
    await this.http.send({
      operation: `Updating dataset ${id}`,
      method: "PATCH",
      path: [...datasetsPath, id],
      body: patch,
      headers: { "Content-Type": "application/json-patch+json" },
    });
  }

  /** Deletes a dataset and its data. False if it was gone already. */
  async delete(id: string): Promise<boolean> {
    const call: Call = { operation: `Deleting dataset ${id}`, method: "DELETE", path: [...datasetsPath, id] };
    const answer = await unlessGone(this.http.send(call));
    const matchedNothing = Array.isArray(answer?.body) && answer.body.length === 0;
    return answer !== undefined && !matchedNothing;
  }
}

const datasetsPath = ["/data/foundation/catalog", "dataSets"] as const;

/** The id in `["@/dataSets/ID"]`, or in its variant `["@/datasets/ID"]`. */
function referenced(body: unknown): string | undefined {
  const reference: unknown = Array.isArray(body) ? body[0] : undefined;
  return typeof reference === "string" ? /^@\/datasets\/([^/]+)$/i.exec(reference)?.[1] : undefined;
}

/** Catalog's filter on tags, `namespace:value,…`, of those it takes literally. */
function tagFilter(wanted: [string, string][]): string | undefined {
  const filters = wanted.filter((pair) => pair.every((part) => literal(part) && !part.includes(":")));
  return filters.map((pair) => pair.join(":")).join(",") || undefined;
}
