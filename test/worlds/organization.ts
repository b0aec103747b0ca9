import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { localClient, startEmulator, type Emulator, type EmulatorOptions } from "../../emulator/server";
import { emulatorClient } from "../../tools/quickstart/emulator";

/** A client of an organization, as IMS and the gateway know it. */
export type Client = typeof localClient;

/** An AEP of its own: an emulator that knows an organization and clients other than the usual ones, and remembers who called it. */
export class Organization {
  /** The client of each call, tokens included, in the order in which they came; whether it is known or not. */
  readonly callers: string[] = [];
  readonly #server: Server;

  private constructor(
    private readonly emulator: Emulator,
    private readonly clients: readonly Client[],
  ) {
    this.#server = createServer((request, response) => void this.#forward(request, response));
  }

  static async start(clients: readonly Client[], options: EmulatorOptions = {}): Promise<Organization> {
    const organization = new Organization(await startEmulator(options), clients);
    await new Promise<void>((resolve) => organization.#server.listen(0, "127.0.0.1", resolve));
    return organization;
  }

  /** The status of each export job in a sandbox. */
  async exports(sandboxName: string): Promise<string[]> {
    const statuses: string[] = [];
    const { exportJobs } = emulatorClient(this.emulator.url).inSandbox(sandboxName);
    for await (const { status } of exportJobs.list()) statuses.push(String(status));
    return statuses;
  }

  /** Where its clients find it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.emulator.close();
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const sent = await text(request);
    const isForToken = url.startsWith("/ims/");
    const form = new URLSearchParams(sent);
    const caller = (isForToken ? form.get("client_id") : headers["x-api-key"]) ?? "nobody";
    this.callers.push(String(caller));
    const client = this.clients.find(({ clientId }) => clientId === caller);

    // Where one of them is not the client's own, the emulator refuses the call.
    const translated = (key: keyof Client, value: unknown) =>
      value === client?.[key] ? localClient[key] : "somebody else's";
    form.set("client_id", translated("clientId", form.get("client_id")));
    form.set("client_secret", translated("clientSecret", form.get("client_secret")));
    const { host: _host, "content-length": _length, connection: _connection, ...others } = headers;
    const answer = await fetch(this.emulator.url + url, {
      method,
      headers: {
        ...(others as Record<string, string>),
        ...(!isForToken && {
          "x-api-key": translated("clientId", caller),
          "x-gw-ims-org-id": translated("orgId", headers["x-gw-ims-org-id"]),
        }),
      },
      ...(sent !== "" && { body: isForToken ? form.toString() : sent }),
    });
    const {
      connection: _closed,
      "transfer-encoding": _chunked,
      ...kept
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, kept).end(Buffer.from(await answer.arrayBuffer()));
  }
}
