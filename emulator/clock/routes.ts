import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { problem } from "../http/errors";
import { parseBody } from "../http/requestBody";
import type { Clock, ClockReading } from "./clock";

const path = "/emulator/clock";
/** The last time that JavaScript's dates and the emulator's ids hold comfortably. */
const lastTime = Date.parse("9999-12-31T23:59:59Z");

const change = z
  .strictObject({
    now: z.iso.datetime({ offset: true, error: "must be an RFC 3339 time such as 2030-01-31T00:00:00Z" }),
    forwardSeconds: z.number().min(0),
  })
  .partial()
  .refine(({ now, forwardSeconds }) => (now === undefined) !== (forwardSeconds === undefined), {
    error: "must have either now or forwardSeconds",
  });

/** `/emulator/clock`: the emulator's time, read and set forward while it runs. */
export function clockRoutes(app: FastifyInstance, clock: Clock): void {
  app.get(path, (): ClockReading => clock.reading());

  app.put(path, (request): ClockReading => {
    const { now, forwardSeconds = 0 } = parseBody(change, request.body);
    const forward = now === undefined ? forwardSeconds * 1000 : Date.parse(now) - clock.now();
    if (forward < 0) {
      const { now: present } = clock.reading();
      throw problem("invalid-request", `now: ${now} is before ${present}; the clock only goes forward.`);
    }
    if (clock.now() + forward > lastTime) {
      throw problem("invalid-request", "The clock goes no further than the year 9999.");
    }
    clock.setForward(forward);
    return clock.reading();
  });
}
