import { createHmac, timingSafeEqual } from "node:crypto";

/** The credentials of a client, and the organization that its tokens are for. */
export interface Client {
  clientId: string;
  clientSecret: string;
  orgId: string;
}

/**
 * Issues and checks access tokens. A token holds its time of expiry, signed with a key that
 * outlives the process. Clients treat it as opaque.
 */
export class Tokens {
  /** A token is valid for this many seconds. */
  readonly lifetime: number;
  private readonly key: Buffer;
  private readonly staticToken: string | undefined;
  private readonly clock: () => number;

  constructor(options: { key: Buffer; lifetime: number; staticToken?: string; clock: () => number }) {
    this.key = options.key;
    this.lifetime = options.lifetime;
    this.staticToken = options.staticToken;
    this.clock = options.clock;
  }

  issue(): string {
    const payload = Buffer.from(JSON.stringify({ expires: this.clock() + this.lifetime * 1000 })).toString(
      "base64url",
    );
    return `${payload}.${this.sign(payload)}`;
  }

  /** Whether a token was issued here and has not expired, or is the static one. */
  isValid(token: string): boolean {
    if (this.staticToken !== undefined && token === this.staticToken) return true;
    const [payload = "", signature = ""] = token.split(".");
    const expected = Buffer.from(this.sign(payload));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    const { expires } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { expires: number };
    return this.clock() < expires;
  }

  private sign(payload: string): string {
    return createHmac("sha256", this.key).update(payload).digest("base64url");
  }
}
