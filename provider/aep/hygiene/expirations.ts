import type {
  DatasetExpiration,
  ExpirationChange,
  ExpirationRequest,
  Quota,
} from "../../../contract/expirations";
import type { Answer } from "../http/exchange";
import { unlessGone } from "../http/errors";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { isRecord, memberAt } from "../http/json";

/** Expirations of datasets of the Data Hygiene API, `/data/core/hygiene/ttl`. */
export class Expirations {
  constructor(private readonly http: Http) {}

  /**
   * Sets the date on which AEP deletes a dataset. Never repeats a call that may have reached AEP. AEP
   * refuses a dataset that has an expiration already.
   */
  async create(request: ExpirationRequest): Promise<DatasetExpiration> {
    const operation = `Creating expiration of dataset ${request.datasetId}`;
    const call: Call = {
      operation,
      method: "POST",
      path: expirationsPath,
      body: request,
      permissions: permissions.manageHygiene,
    };
    return this.#expiration(call, await this.http.send(call));
  }

  /** Reads an expiration by its own id or by that of its dataset; undefined if there is none. */
  async get(id: string): Promise<DatasetExpiration | undefined> {
    const operation = `Reading expiration ${id}`;
    const call: Call = {
      operation,
      method: "GET",
      path: [...expirationsPath, id],
      permissions: permissions.viewHygiene,
    };
    const answer = await unlessGone(this.http.send(call));
    return answer && this.#expiration(call, answer);
  }

  /** Changes an expiration, which AEP allows only while it is pending. */
  async update(id: string, change: ExpirationChange): Promise<DatasetExpiration> {
    const operation = `Updating expiration ${id}`;
    const call: Call = {
      operation,
      method: "PUT",
      path: [...expirationsPath, id],
      body: change,
      permissions: permissions.manageHygiene,
    };
    return this.#expiration(call, await this.http.send(call));
  }

  /**
   * Cancels an expiration, so that the dataset stays. Returns false if AEP does not know the
   * expiration, as it may answer for one that is not pending.
   */
  async cancel(id: string): Promise<boolean> {
    const operation = `Cancelling expiration ${id}`;
    const call: Call = {
      operation,
      method: "DELETE",
      path: [...expirationsPath, id],
      permissions: permissions.manageHygiene,
    };
    return (await unlessGone(this.http.send(call))) !== undefined;
  }

  /** How many expirations may be pending in the organization, and how many are. */
  async quota(): Promise<Quota | undefined> {
    const call: Call = {
      operation: "Reading the quota of dataset expirations",
      method: "GET",
      path: ["/data/core/hygiene", "quota"],
      permissions: permissions.viewHygiene,
      query: { quotaType: quotaName },
    };
    const answer = await this.http.send(call);
    const quotas = memberAt(answer.body, "quotas");
    if (!Array.isArray(quotas)) throw this.http.malformed(call, answer, "holds no quotas");
    return quotas.filter(isQuota).find(({ name }) => name === quotaName);
  }

  #expiration(call: Call, answer: Answer<unknown>): DatasetExpiration {
    if (!isExpiration(answer.body))
      throw this.http.malformed(
        call,
        answer,
        "holds no expiration with an id, a dataset, a status and a date",
      );
    return answer.body;
  }
}

const expirationsPath = ["/data/core/hygiene", "ttl"] as const;
const quotaName = "datasetExpirationQuota";

const isExpiration = (value: unknown): value is DatasetExpiration =>
  isRecord(value) &&
  ["ttlId", "datasetId", "status"].every((name) => typeof value[name] === "string" && value[name] !== "") &&
  typeof value["expiry"] === "string" &&
  !Number.isNaN(Date.parse(value["expiry"]));

const isQuota = (value: unknown): value is Quota =>
  isRecord(value) && typeof value["consumed"] === "number" && typeof value["quota"] === "number";
