import { AepError, type AepClient } from "../../provider/aep";
import { permissions } from "../../provider/aep/http/permissions";

/** What one check found. */
export interface Finding {
  /** What a run needs: `token`, `datasets`. */
  check: string;
  result: "works" | "fails" | "not tried";
  /** What was found, or why it fails and what to do. */
  detail: string;
}

/** The findings, and the first error among them. */
export interface Examination {
  findings: Finding[];
  error?: unknown;
}

/** What AEP checks in this order before a service sees a call. */
const entrance = ["address", "token", "API key", "organization"] as const;

/** The calls of a run that only read. */
const reads: [check: string, list: (client: AepClient) => AsyncGenerator<unknown>][] = [
  ["datasets", (client) => client.datasets.list({ limit: 1 })],
  ["batches", (client) => client.batches.list({ limit: 1 })],
  ["segments", (client) => client.segments.list({ limit: 1 })],
  ["merge policies", (client) => client.mergePolicies.list({ limit: 1 })],
  ["export jobs", (client) => client.exportJobs.list({ limit: 1 })],
];

/** Tries each call of a run that changes nothing. */
export async function examine(client: AepClient): Promise<Examination> {
  const failed = new Map<string, unknown>();
  let barred: (typeof entrance)[number] | undefined;
  const attempt = async (check: string, call: () => Promise<unknown>): Promise<void> => {
    if (barred !== undefined) return;
    try {
      await call();
    } catch (error) {
      if (error instanceof AepError && error.kind === "aborted") throw error;
      barred = barrierOf(error) ?? (check === "token" ? check : undefined);
      failed.set(barred ?? check, error);
    }
  };
  await attempt("token", () => client.authenticate());
  for (const [check, list] of reads) await attempt(check, () => list(client).next());

  const first = failed.values().next().value;
  const finding = (check: string, detail = ""): Finding => {
    const error = failed.get(check);
    if (error !== undefined) return { check, result: "fails", detail: messageOf(error) };
    return { check, result: "works", detail };
  };
  const notTried = (check: string, detail = ""): Finding => ({ check, result: "not tried", detail });

  const passed = barred === undefined ? entrance : entrance.slice(0, entrance.indexOf(barred) + 1);
  const beyond = barred === undefined ? [] : entrance.slice(passed.length);
  const names = reads.map(([check]) => check);
  if (barred === undefined && names.every((check) => isForbidden(failed.get(check))))
    failed.set("sandbox", first);
  const rest = barred === undefined ? finding : notTried;
  return {
    findings: [
      ...passed.map((check) => finding(check, check === "organization" ? client.orgId : "")),
      ...beyond.map((check) => notTried(check)),
      rest("sandbox", client.sandboxName),
      ...names.map((check) => rest(check)),
      notTried("changes", `A run also needs ${changing.map((name) => `"${name}"`).join(", ")}.`),
    ],
    error: first,
  };
}

/** What the calls of a run need that change something. */
const changing = [...permissions.manageDatasets, ...permissions.exportProfiles];

/** What kept a call from reaching a service; undefined if a service answered. */
function barrierOf(error: unknown): (typeof entrance)[number] | undefined {
  if (!(error instanceof AepError)) return undefined;
  const { kind, code = "" } = error;
  if (kind === "network" || kind === "timeout") return "address";
  if (kind === "unauthorized") return "token";
  if (["403000", "403003"].includes(code)) return "API key";
  return ["403025", "400003"].includes(code) ? "organization" : undefined;
}

const isForbidden = (error: unknown): boolean => error instanceof AepError && error.kind === "forbidden";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
