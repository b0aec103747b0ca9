import { createServer, type IncomingMessage, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { serverTls } from "./companyTls";

/** AEP as the proxy reaches it. Its certificate is of a company's own making, and its name is in no DNS. */
export const farAep = "https://aep.example.test";

/** What a proxy does with a CONNECT: connects, answers something else, keeps silent, or hangs up. */
export type Conduct =
  "connects" | "silence" | "hangs up" | { status: number; headers?: Record<string, string> };

/** A proxy on this machine, behind which {@link farAep} is. */
export interface CompanyNetwork {
  /** `host:port` of the proxy. */
  proxy: string;
  /** What the proxy was asked, its headers as they came. */
  asked: { target: string; headers: IncomingMessage["headers"] }[];
  /** Requests that have reached AEP. */
  arrived: { method: string; path: string; authorization?: string }[];
  conduct: (conduct: Conduct) => void;
  close: () => Promise<void>;
}

/** Starts one whose AEP is an emulator at `emulatorUrl`; `tls` says whether the proxy itself is spoken to by TLS. */
export async function startCompanyNetwork({
  emulatorUrl = "",
  tls = false,
}: { emulatorUrl?: string; tls?: boolean } = {}): Promise<CompanyNetwork> {
  const asked: CompanyNetwork["asked"] = [];
  const arrived: CompanyNetwork["arrived"] = [];
  const sockets = new Set<Socket>();
  let conduct: Conduct = "connects";

  const aep = createTlsServer(serverTls, (incoming, answer) => {
    const { method = "", url = "", headers } = incoming;
    arrived.push({ method, path: url, authorization: headers.authorization });
    const passed = request(emulatorUrl + url, { method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 0, from.headers);
      from.pipe(answer);
    });
    incoming.pipe(passed);
  });
  const port = await listen(aep);

  const proxy = tls ? createTlsServer(serverTls) : createServer();
  proxy.on("connect", ({ url = "", headers }: IncomingMessage, socket: Socket) => {
    socket.on("error", () => {});
    asked.push({ target: url, headers });
    if (conduct === "silence") return;
    if (conduct === "hangs up") return void socket.destroy();
    if (conduct !== "connects") {
      const lines = Object.entries(conduct.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
      return void socket.end(`HTTP/1.1 ${conduct.status} \r\n${lines.join("")}\r\n`);
    }
    const onwards = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on("error", () => socket.destroy());
  });
  for (const server of [aep, proxy]) {
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
  }
  return {
    proxy: `localhost:${await listen(proxy)}`,
    asked,
    arrived,
    conduct: (next) => (conduct = next),
    close: async () => {
      const closed = [aep, proxy].map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
