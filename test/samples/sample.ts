import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One call as one of Adobe's documents shows it. */
export interface Sample {
  /** The document and the call in it. */
  source: string;
  request: SampleRequest;
  answer: {
    status: number;
    headers?: Record<string, string>;
    /** JSON; a text stands for bytes; absent: an answer without a body. */
    body?: unknown;
  };
}

/** A request, without the four headers that every call to the gateway carries. */
export interface SampleRequest {
  method: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  /** The query parameters that the document knows, where the sample does not show them all. */
  parameters?: string[];
  headers?: Record<string, string>;
  body?: unknown;
  /** Fields of a form body. */
  form?: Record<string, string>;
}

/** The samples of one service, by name. */
export function samplesOf(service: string): (name: string) => Sample {
  const samples = readJson(service) as Record<string, Sample>;
  return (name) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`There is no sample ${name} in ${service}.json.`);
    return sample;
  };
}

/** A JSON file of this folder. */
export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, `${name}.json`), "utf8"));
}
