import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "../exitCodes";

/** Reads the configuration of a stack in the namespace `aep`. The Pulumi CLI decrypts its secrets. */
export async function readStackConfig(stack: string, signal: AbortSignal): Promise<Map<string, string>> {
  const args = ["config", "--json", "--show-secrets", "--non-interactive", "--stack", stack];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { signal });
    const config = JSON.parse(stdout) as Record<string, { value?: string }>;
    const entries = Object.entries(config).filter(([key]) => key.startsWith(namespace));
    return new Map(entries.map(([key, { value = "" }]) => [key.slice(namespace.length), value]));
  } catch (error) {
    throw new UsageError(`Reading the configuration of stack "${stack}": ${causeOf(error)}`);
  }
}

const namespace = "aep:";

function causeOf(error: unknown): string {
  const { code, stderr, message } = error as Partial<Record<"code" | "stderr" | "message", string>>;
  if (code === "ENOENT") return "there is no pulumi on PATH.";
  return (stderr?.trim() || message) ?? String(error);
}
