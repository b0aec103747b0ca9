import { unlessGone } from "../http/errors";
import type { Call, Http } from "../http/http";
import { isRecord } from "../http/json";

/** Reads an object of the Profile services, which holds its own id; undefined if there is none. */
export async function readById<T extends { id: string }>(http: Http, call: Call): Promise<T | undefined> {
  const answer = await unlessGone(http.send(call));
  if (answer === undefined) return undefined;
  if (!isIdentified(answer.body)) throw http.malformed(call, answer, "holds no id");
  return answer.body as T;
}

/** Whether a value is an object with an id. */
export function isIdentified(value: unknown): value is { id: string } {
  return isRecord(value) && typeof value["id"] === "string" && value["id"] !== "";
}
