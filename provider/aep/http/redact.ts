/** Takes secrets out of text: the values it was told, in any spelling, and whatever looks like a token. */
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

  /** To be done before the text is cut or its white space changed, or else a part of a secret stays. */
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
  const spelled = longestFirst.flatMap((secret) => [inAnySpelling(secret), ...inBase64(secret)]);
  return new RegExp(spelled.length > 0 ? spelled.join("|") : "(?!)", "g");
}

/** Each character as it is, or as URLs, forms, JSON or HTML spell it. */
const inAnySpelling = (secret: string): string => [...secret].map(spellingsOf).join("");

function spellingsOf(character: string): string {
  if (/^[a-z\d]$/i.test(character)) return character;
  const percents = Buffer.from(character).toString("hex").replace(/../g, "%$&");
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  const escaped = units.map((unit) => `\\u${unit}`).join("");
  const spellings = [
    percents,
    percents.toUpperCase(),
    escaped,
    units.map((unit) => `\\u${unit.toUpperCase()}`).join(""),
    JSON.stringify(character).slice(1, -1),
    `\\${character}`,
    character,
    ...(character === " " ? ["+"] : []),
    ...(entities[character] ?? []),
  ];
  return `(?:${[...new Set(spellings)].map(literally).join("|")})`;
}

const entities: Record<string, string[]> = {
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;", "&#34;"],
  "'": ["&#39;", "&#x27;", "&apos;"],
};

/**
 * The characters of base64 that a secret alone decides, at each of the three places at which it may stand in what is
 * encoded. Those of a short secret are too few to tell it from other text.
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
