import http from "node:http";
import https from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { escaping, type Proxy, ProxyError } from "./proxy";
import { certificateAdvice, isDistrust } from "./trust";

/** The callback of http.Agent: called with an error alone, or with a stream. */
type Connected = (error: Error | null, stream?: Duplex) => void;

/**
 * Connections to AEP through a proxy: CONNECT opens a tunnel, and TLS with AEP runs inside it, so
 * that the proxy never sees a token. The agents of libraries are no use here: they take a proxy's
 * error for an answer of AEP, and wait forever for a proxy that does not answer.
 */
export class Tunnel extends https.Agent {
  constructor(
    readonly proxy: Proxy,
    private readonly timeoutMs: number,
  ) {
    super({ keepAlive: true });
  }

  override createConnection(
    options: https.RequestOptions,
    callback: (error: Error | null, stream: Duplex) => void = () => {},
  ): undefined {
    const connected = callback as Connected;
    const { url, credentials } = this.proxy;
    const host = options.host ?? "";
    const target = `${isIPv6(host) ? `[${host}]` : host}:${options.port ?? 443}`;
    const authorization = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    const { request } = url.protocol === "https:" ? https : http;
    const asking = request({
      method: "CONNECT",
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port,
      path: target,
      headers: { Host: target, ...(authorization && { "Proxy-Authorization": authorization }) },
      agent: false,
    });
    const limit = setTimeout(() => asking.destroy(silence()), this.timeoutMs);
    asking.on("error", (error) => connected(this.#broken(error, host)));
    asking.once("connect", (answer, socket, head) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        connected(this.#refused(answer, target));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      const through: https.RequestOptions & { socket: Duplex } = { ...options, socket };
      connected(null, super.createConnection(through) ?? undefined);
    });
    asking.once("close", () => clearTimeout(limit));
    asking.end();
  }

  #refused({ statusCode: status = 0, statusMessage, headers }: http.IncomingMessage, target: string) {
    const { name, variable, url, credentials } = this.proxy;
    const schemes = headers["proxy-authenticate"];
    if (status === 407 && schemes !== undefined && !/\bbasic\b/i.test(String(schemes))) {
      return new ProxyError(`proxy ${name} wants ${schemesOf(schemes)}, and only Basic is supported`, {
        status,
        remedy: `Name a proxy in ${variable} that takes a user and password, or none.`,
      });
    }
    if (status === 407 && credentials !== undefined) {
      return new ProxyError(`proxy ${name} refuses the user and password of ${variable}`, {
        status,
        remedy: `Correct them there, ${escaping}.`,
      });
    }
    if (status === 407) {
      return new ProxyError(`proxy ${name} wants a user and password`, {
        status,
        remedy: `Give them in ${variable} as ${url.protocol}//USER:PASSWORD@${name}, ${escaping}.`,
      });
    }
    const words = statusMessage || http.STATUS_CODES[status] || "an answer without words";
    return new ProxyError(`proxy ${name} does not connect to ${target}: ${words}`, {
      status,
      remedy: `Ask those who run it to allow that${orDirectly(target.replace(/:\d+$/, ""))}`,
    });
  }

  #broken({ code, message }: NodeJS.ErrnoException, host: string): ProxyError {
    const { name, variable, url } = this.proxy;
    if (code === "EPROTO" || code?.startsWith("ERR_SSL_")) {
      return new ProxyError(`proxy ${name} does not speak TLS`, {
        code,
        remedy: `Write http:// in place of ${url.protocol}// in ${variable}.`,
      });
    }
    if (code !== undefined && isDistrust(code)) {
      const remedy = certificateAdvice(code);
      return new ProxyError(`no trusted connection to proxy ${name}: ${message}`, { code, remedy });
    }
    const remedy = `Check ${variable}${orDirectly(host)}`;
    if (code === "ETIMEDOUT") {
      const limit = `${this.timeoutMs / 1000} s`;
      return new ProxyError(`no answer from proxy ${name} within ${limit}`, { code, remedy });
    }
    return new ProxyError(`no connection to proxy ${name}: ${message}`, { code, remedy });
  }
}

const orDirectly = (host: string): string =>
  `, or, where ${host} can be reached directly, add it to NO_PROXY.`;

const silence = () => Object.assign(new Error("silence"), { code: "ETIMEDOUT" });

const schemesOf = (header: string | string[]): string =>
  [header]
    .flat()
    .map((challenge) => /^[\w-]*/.exec(challenge)?.[0])
    .join(" or ");
