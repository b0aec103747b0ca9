import { STATUS_CODES } from "node:http";
import { type AepErrorKind, oneLine } from "./errors";
import { isRecord, parseJson } from "./json";
import type { Redactor } from "./redact";

/** What an error answer says. */
export interface Refusal {
  kind: AepErrorKind;
  reason: string;
  code?: string;
  /** The id of the request, which the wrapped form holds. */
  requestId?: string;
}

const reasonLimit = 500;

/**
 * Reads an answer outside 2xx in any documented or observed form: the gateway's `{error_code,
 * message}`, Problem Details of a service, their wrapped variant, `{error, error_description}` of
 * IMS, HTML, or an empty body.
 */
export function readRefusal({ status, text }: { status: number; text: string }, redactor: Redactor): Refusal {
  const { words, code, requestId, source } = readBody(text, redactor);
  return {
    kind: kindOf(status, code, source),
    code,
    requestId,
    reason: oneLine(redactor.redact(words ?? STATUS_CODES[status] ?? "an answer without words"), reasonLimit),
  };
}

/** Who answered. A service's 404 means that an object is gone, any other that the URL is wrong. */
type Source = "gateway" | "service" | "ims" | "none" | "stranger";

interface Body {
  words?: string;
  code?: string;
  requestId?: string;
  source: Source;
}

function readBody(text: string, redactor: Redactor): Body {
  if (text.trim() === "") return { source: "none" };
  const json = parseJson(text);
  if (!isRecord(json)) return { words: withoutMarkup(redactor.redact(text)), source: "stranger" };
  if (json["error_code"] !== undefined) {
    return { words: stringOf(json["message"]), code: stringOf(json["error_code"]), source: "gateway" };
  }
  if (typeof json["error"] === "string") {
    return {
      words: stringOf(json["error_description"]) ?? json["error"],
      code: json["error"],
      source: "ims",
    };
  }
  const wrapped = isRecord(json["errors"]) ? Object.values(json["errors"]).flat().filter(isRecord) : [];
  if (wrapped.length > 0) {
    const words = wrapped.map((error) => stringOf(error["message"])).filter(Boolean);
    return {
      words: words.join("; ") || undefined,
      // Some services repeat the status as the inner code and give the real code in the type.
      code: codeOfType(json["type"]) ?? stringOf(wrapped[0]?.["code"]),
      requestId: stringOf(json["requestId"]),
      source: "service",
    };
  }
  const words = [json["title"], json["detail"]].map(stringOf).filter((part) => part !== undefined);
  return {
    words: [...new Set(words)].join(": ") || stringOf(json["message"]),
    code: stringOf(json["code"]) ?? codeOfType(json["type"]),
    source: "service",
  };
}

const kindsByStatus: Record<number, AepErrorKind> = {
  401: "unauthorized",
  403: "forbidden",
  404: "notFound",
  408: "timeout",
  409: "conflict",
  412: "conflict",
  429: "throttled",
  501: "unsupported",
};

const tokenMissing = "403010";

function kindOf(status: number, code: string | undefined, source: Source): AepErrorKind {
  if (source === "ims" && (status === 400 || status === 401)) return "unauthorized";
  if (code === tokenMissing) return "unauthorized";
  if (status === 404 && (source === "stranger" || source === "gateway")) return "unexpected";
  const kind = kindsByStatus[status];
  if (kind !== undefined) return kind;
  if (status >= 500) return "unavailable";
  return status >= 400 ? "invalid" : "unexpected";
}

/** `http://ns.adobe.com/aep/errors/UPSR-101003-404` names its code last. */
function codeOfType(type: unknown): string | undefined {
  return /\/([A-Z][A-Z0-9]*(?:-\d+)+)$/.exec(stringOf(type) ?? "")?.[1];
}

function withoutMarkup(text: string): string {
  return text.replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
}

function stringOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
