import type { Dataset, DatasetRequest, JsonPatch } from "../../../contract/catalog";
import { type Identified, listCatalog, literal, readCatalog } from "./objects";
import { unlessGone } from "../http/errors";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";

/** Which datasets to list. A dataset must meet all conditions. */
export interface DatasetQuery {
  /** The exact name. */
  name?: string;
  /** For each tag namespace, a value that it must hold. */
  tags?: Record<string, string>;
  /** The most datasets to list. Defaults to all. */
  limit?: number;
}

/** Datasets of the Catalog API, `/data/foundation/catalog/dataSets`. */
export class Datasets {
  constructor(private readonly http: Http) {}

  /** Creates a dataset and returns its id. Never repeats a call that may have reached AEP. */
  async create(request: DatasetRequest): Promise<string> {
    const call: Call = {
      operation: `Creating dataset "${request.name}"`,
      method: "POST",
      path: [...datasetsPath],
      permissions: permissions.manageDatasets,
      body: request,
    };
    const answer = await this.http.send(call);
    const id = referenced(answer.body);
    if (id === undefined) throw this.http.malformed(call, answer, "names no dataset");
    return id;
  }

  /** Reads a dataset; undefined if none has this id. */
  get(id: string): Promise<Identified<Dataset> | undefined> {
    return readCatalog<Dataset>(this.http, {
      operation: `Reading dataset ${id}`,
      method: "GET",
      path: [...datasetsPath, id],
      permissions: permissions.viewDatasets,
    });
  }

  /** Lists datasets, the oldest first; exact matches only, even if AEP's filter matches more. */
  list({ name, tags = {}, limit }: DatasetQuery = {}): AsyncGenerator<Identified<Dataset>, void, undefined> {
    const wanted = Object.entries(tags);
    return listCatalog<Dataset>(this.http, {
      operation: "Listing datasets",
      path: datasetsPath,
      permissions: permissions.viewDatasets,
      query: { name: literal(name), tags: tagFilter(wanted) },
      keeps: (dataset) =>
        (name === undefined || dataset.name === name) &&
        wanted.every(([space, value]) => dataset.tags?.[space]?.includes(value)),
      limit,
    });
  }

  /**
   * Changes parts of a dataset; a path is a JSON Pointer, such as `/tags/team`. The call is repeated
   * when AEP is in trouble, so a path must name its member and not append (`/tags/team/-`).
   */
  async update(id: string, patch: JsonPatch): Promise<void> {
    await this.http.send({
      operation: `Updating dataset ${id}`,
      method: "PATCH",
      path: [...datasetsPath, id],
      permissions: permissions.manageDatasets,
      body: patch,
      headers: { "Content-Type": "application/json-patch+json" },
    });
  }

  /** Deletes a dataset and its data. Returns false if it was gone already. */
  async delete(id: string): Promise<boolean> {
    const call: Call = {
      operation: `Deleting dataset ${id}`,
      method: "DELETE",
      path: [...datasetsPath, id],
      permissions: permissions.manageDatasets,
    };
    const answer = await unlessGone(this.http.send(call));
    const matchedNothing = Array.isArray(answer?.body) && answer.body.length === 0;
    return answer !== undefined && !matchedNothing;
  }
}

const datasetsPath = ["/data/foundation/catalog", "dataSets"] as const;

/** The id in `["@/dataSets/ID"]` or its variant `["@/datasets/ID"]`. */
function referenced(body: unknown): string | undefined {
  const reference: unknown = Array.isArray(body) ? body[0] : undefined;
  return typeof reference === "string" ? /^@\/datasets\/([^/]+)$/i.exec(reference)?.[1] : undefined;
}

/** Catalog's filter on tags, `namespace:value,…`, made of those tags that Catalog takes literally. */
function tagFilter(wanted: [string, string][]): string | undefined {
  const filters = wanted.filter((pair) => pair.every((part) => literal(part) && !part.includes(":")));
  return filters.map((pair) => pair.join(":")).join(",") || undefined;
}
