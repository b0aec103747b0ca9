import * as pulumi from "@pulumi/pulumi";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../provider/programs";
import { connect, session } from "./connection";

/** What the provider's code needs where a program runs it for a resource. */
export const contextOf = (resource: pulumi.Resource, subject: string): Context => ({
  client: connect(),
  run: session().run,
  subject,
  log: (message) => void pulumi.log.info(message, resource),
  progress: (message) => void pulumi.log.info(message, resource, undefined, true),
  sleep,
  now: Date.now,
});
