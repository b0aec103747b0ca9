import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Schedule, SchedulePage } from "../../contract/schedules";
import { problem } from "../http/errors";
import { parseQuery, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import type { MergePolicyServices } from "../profileConfig/mergePolicies";
import { describe } from "../profileConfig/newObjects";
import type { ProfileConfigStorage } from "../profileConfig/storage";
import type { Collection } from "../storage/collection";
import { cronProblem } from "./cron";

const path = "/data/core/ups/config/schedules";
type Params = { Params: { id: string } };

const cron = z.string().superRefine((value, context) => {
  const wrong = cronProblem(value);
  if (wrong) context.addIssue({ code: "custom", message: wrong });
});
const state = z.enum(["active", "inactive"], "must be active or inactive");
const creation = z.object({
  name: z.string().regex(/\S/, "must not be empty"),
  type: z.literal("batch_segmentation", "must be batch_segmentation"),
  properties: z.object({ segments: z.array(z.string().min(1)).min(1, "must not be empty") }),
  schedule: cron,
  state: state.default("inactive"),
});
const op = z.enum(["add", "replace"], "must be add or replace");
const patch = z
  .array(
    z.discriminatedUnion(
      "path",
      [
        z.object({ op, path: z.literal("/state"), value: state }),
        z.object({ op, path: z.literal("/schedule"), value: cron }),
      ],
      "must be /state or /schedule",
    ),
  )
  .min(1, "must not be empty");

const listQuery = z.object({
  limit: whole({ least: 1, most: 1000, preset: 100 }),
  start: whole({ preset: 0 }),
});

/** What the routes of schedules take. */
export interface ScheduleServices extends MergePolicyServices {
  storage: ProfileConfigStorage & { schedules: Collection<Schedule> };
}

/** `/data/core/ups/config/schedules`. Schedules are kept; nothing runs by them. */
export function scheduleRoutes(app: FastifyInstance, { storage, client, clock }: ScheduleServices): void {
  const seconds = (): number => Math.floor(clock() / 1000);
  const find = (sandbox: string, id: string): Schedule => {
    const schedule = storage.schedules.get(sandbox, id);
    if (!schedule) throw problem("not-found", `Schedule "${id}" does not exist in sandbox "${sandbox}".`);
    return schedule;
  };

  app.post(path, (request): Schedule => {
    const { sandbox } = request;
    if (typeOf(request.body) === "export") {
      throw problem(
        "not-supported",
        "type export is not supported by the emulator: Adobe's documents name it and say nothing of it.",
      );
    }
    const body = parseBody(creation, request.body);
    for (const [at, id] of body.properties.segments.entries()) {
      if (id === "*" || storage.segments.get(sandbox, id)) continue;
      throw problem(
        "invalid-request",
        `properties.segments[${at}]: segment "${id}" does not exist in sandbox "${sandbox}".`,
      );
    }
    const now = seconds();
    const own = describe({ sandbox, orgId: client.orgId });
    const schedule = { id: randomUUID(), ...own, ...body, createEpoch: now, updateEpoch: now };
    storage.schedules.put(sandbox, schedule.id, schedule);
    return schedule;
  });

  app.get(path, (request): SchedulePage => {
    const all = [...storage.schedules.list(request.sandbox)].map(([, schedule]) => schedule);
    return page(all, parseQuery(listQuery, request.query));
  });

  app.get<Params>(`${path}/:id`, (request): Schedule => find(request.sandbox, request.params.id));

  app.patch<Params>(`${path}/:id`, async (request, reply) => {
    const { sandbox } = request;
    const schedule = find(sandbox, request.params.id);
    const changes = parseBody(patch, request.body).map((change): [string, string] => [
      change.path.slice(1),
      change.value,
    ]);
    const changed = { ...schedule, ...Object.fromEntries(changes), updateEpoch: seconds() };
    storage.schedules.put(sandbox, schedule.id, changed);
    return reply.code(204).send();
  });

  app.delete<Params>(`${path}/:id`, async (request, reply) => {
    const { id } = find(request.sandbox, request.params.id);
    storage.schedules.delete(request.sandbox, id);
    return reply.code(204).send();
  });
}

function typeOf(body: unknown): unknown {
  return typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
}

/** One page in the order of creation; `start` counts pages from 0. */
function page(schedules: Schedule[], { limit, start }: z.infer<typeof listQuery>): SchedulePage {
  const sorted = schedules.sort((one, other) => (one.createEpoch ?? 0) - (other.createEpoch ?? 0));
  const children = sorted.slice(start * limit, (start + 1) * limit);
  const counts = { totalCount: sorted.length, pageSize: children.length };
  if ((start + 1) * limit >= sorted.length) return { _page: counts, children, _links: { next: {} } };
  const next = String(start + 1);
  return {
    _page: { ...counts, next },
    children,
    _links: { next: { href: `@/schedules?start=${next}&limit=${limit}` } },
  };
}
