import type { Call } from "../worlds/gateway";

/** The events of a run with their times: commands, strikes and calls to the API. */
export class Transcript {
  readonly #notes: { at: number; text: string }[] = [];

  note(text: string): void {
    this.#notes.push({ at: Date.now(), text });
  }

  /** All events in order of time, with the calls that the gateway saw. */
  with(calls: Call[]): string {
    const lines = [...this.#notes, ...calls.map((call) => ({ at: call.at, text: inWords(call) }))];
    return lines
      .sort((one, other) => one.at - other.at)
      .map(({ at, text }) => `${new Date(at).toISOString().slice(11, 23)} ${text}\n`)
      .join("");
  }
}

function inWords({ method, path, query, body, at, answer }: Call): string {
  const url = query.size > 0 ? `${path}?${query.toString()}` : path;
  const told = answer?.jobStatus ? ` ${answer.jobStatus}` : "";
  const end = answer ? `${answer.status}${told} after ${answer.at - at} ms` : "no answer";
  return `  ${method} ${url} → ${end}${body && `\n      ${body}`}`;
}
