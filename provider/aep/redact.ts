/** Takes secrets out of text: the values it was told, and whatever looks like a token. */
export class Redactor {
  readonly #secrets = new Set<string>();

  constructor(secrets: string[] = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Remembers a secret value, as it is and as URLs and forms spell it. */
  add(secret: string): void {
    if (secret === "") return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    this.#secrets.add(new URLSearchParams({ "": secret }).toString().slice(1));
  }

  redact(text: string): string {
    let clean = text;
    // Longest first: a secret may contain another.
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length))
      clean = clean.replaceAll(secret, hidden);
    return clean
      .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, hidden)
      .replace(/\bBearer\s+(?!\[)[\w.~+/=-]{8,}/gi, `Bearer ${hidden}`)
      .replace(/\b(client_secret|access_token)(["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi, `$1$2${hidden}`);
  }
}

const hidden = "[secret]";
