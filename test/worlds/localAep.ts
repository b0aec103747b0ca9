import { localClient, startEmulator, type Emulator, type EmulatorOptions } from "../../emulator/server";

/** What a call answered. `body` is the parsed JSON, or undefined where there was none. */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** One call: headers given as undefined are left out, others replace the usual ones. */
export interface Call {
  sandbox?: string;
  body?: unknown;
  headers?: Record<string, string | undefined>;
}

/** An emulator in this process and the means to call it as a client with a valid token would. */
export class LocalAep {
  private constructor(
    readonly emulator: Emulator,
    readonly token: string,
  ) {}

  static async start(options: EmulatorOptions = {}): Promise<LocalAep> {
    const emulator = await startEmulator({ accessToken: "test-token", ...options });
    return new LocalAep(emulator, "test-token");
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  async call<T = unknown>(
    method: string,
    path: string,
    { sandbox = "prod", body, headers }: Call = {},
  ): Promise<Answer<T>> {
    const response = await this.fetch(method, path, { sandbox, body, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : undefined) as T,
    };
  }

  fetch(method: string, path: string, { sandbox = "prod", body, headers }: Call = {}): Promise<Response> {
    const all: Record<string, string | undefined> = {
      authorization: `Bearer ${this.token}`,
      "x-api-key": localClient.clientId,
      "x-gw-ims-org-id": localClient.orgId,
      "x-sandbox-name": sandbox,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return fetch(this.emulator.url + path, {
      method,
      headers: given,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  /** Makes a dataset that takes exports. @returns its id. */
  async createDataset(name = "Profile Data Export", sandbox = "prod"): Promise<string> {
    const { body } = await this.call<string[]>("POST", "/data/foundation/catalog/dataSets", {
      sandbox,
      body: {
        name,
        schemaRef: {
          id: "https://ns.adobe.com/xdm/context/profile__union",
          contentType: "application/vnd.adobe.xed+json;version=1",
        },
        fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
      },
    });
    return (body[0] ?? "").split("/").at(-1) ?? "";
  }
}
