import type { FastifyInstance, FastifyRequest } from "fastify";
import { problem } from "./errors";

/** The methods of every route added to `app` from now on, by path. */
export function collectRoutes(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const routes = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = routes.get(url) ?? new Set();
    for (const own of [method].flat()) methods.add(own);
    routes.set(url, methods);
  });
  return routes;
}

/** Answers 405 to all other methods on the paths of these routes. */
export function refuseOtherMethods(
  app: FastifyInstance,
  routes: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [url, known] of [...routes].map(([path, own]) => [path, [...own]] as const)) {
    const methods = app.supportedMethods.filter((method) => !known.includes(method));
    const allow = known.join(", ");
    refuseCalls(app, { url, methods }, (call) =>
      problem("method-not-allowed", `${call}: the path takes ${allow} only.`, { allow }),
    );
  }
}

/** Refuses calls before their body is read, so that an invalid body cannot hide the refusal. */
export function refuseCalls(
  app: FastifyInstance,
  { url, methods }: { url: string; methods: string[] },
  refusal: (call: string) => Error,
): void {
  const refuse = (request: FastifyRequest): never => {
    throw refusal(`${request.method} ${request.url.split("?", 1)[0]}`);
  };
  app.route({ url, method: methods, onRequest: refuse, handler: refuse });
}
