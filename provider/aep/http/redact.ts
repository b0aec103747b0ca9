/** Removes secrets from text: the values it knows, in any encoding, and whatever looks like a token. */
export class Redactor {
  readonly #secrets = new Set<string>();
  #pattern?: RegExp;

  constructor(secrets: string[] = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Remembers a secret value. */
  add(secret: string): void {
    if (secret === "") return;
    this.#secrets.add(secret);
    this.#pattern = undefined;
  }

  /** Call this before the text is cut or reformatted; otherwise a part of a secret may stay. */
  redact(text: string): string {
    this.#pattern ??= patternOf([...this.#secrets]);
    return text
      .replace(this.#pattern, hidden)
      .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, hidden)
      .replace(/\bBearer\s+(?!\[)[\w.~+/=-]{8,}/gi, `Bearer ${hidden}`)
      .replace(/\b(client_secret|access_token)(["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi, `$1$2${hidden}`);
  }
}

const hidden = "[secret]";

function patternOf(secrets: string[]): RegExp {
  // Longest first: a secret may begin with another.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const encoded = longestFirst.flatMap((secret) => [inAnyEncoding(secret), ...inBase64(secret)]);
  return new RegExp(encoded.length > 0 ? encoded.join("|") : "(?!)", "g");
}

/** Matches each character plain, encoded for a URL, a form, JSON or HTML, or encoded for one of these and then for a URL. */
const inAnyEncoding = (secret: string): string => [...secret].map(encodingsOf).join("");

function encodingsOf(character: string): string {
  if (/^[a-z\d]$/i.test(character)) return character;
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  const escapes = [
    percents(character),
    units.map((unit) => `\\u${unit}`).join(""),
    units.map((unit) => `\\u${unit.toUpperCase()}`).join(""),
    JSON.stringify(character).slice(1, -1),
    `\\${character}`,
    ...(entities[character] ?? []),
  ];
  // A text that is in JSON or HTML already may be put into a URL or a header.
  const inUrl = escapes.map((escape) => escape.replace(/[^\w.~-]/gu, percents));
  const encodings = [...escapes, ...inUrl].flatMap((encoding) => [encoding, lowerPercents(encoding)]);
  const plain = character === " " ? [" ", "+"] : [character];
  return `(?:${[...new Set([...encodings, ...plain])].map(literally).join("|")})`;
}

const percents = (character: string): string =>
  Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "%$&");

const lowerPercents = (text: string): string => text.replace(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase());

const entities: Record<string, string[]> = {
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;", "&#34;"],
  "'": ["&#39;", "&#x27;", "&apos;"],
};

/**
 * Matches a secret within base64, at each of its three possible offsets from a group of three bytes.
 * Matches only those characters that the secret alone decides; a short secret has too few of them.
 */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < 8) return [];
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const decided = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [...decided].map((digit) => ({ "+": "[+-]", "/": "[/_]" })[digit] ?? digit).join("");
  });
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
