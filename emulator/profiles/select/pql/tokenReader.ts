import type { ProfileError } from "../../records/errors";
import { refusal } from "./refusal";
import { tokenize, type Literal, type Token } from "./tokens";

/** Reads the tokens of an expression one after another. What is not there as expected is refused. */
export class TokenReader {
  private readonly tokens: Token[];
  private next = 0;

  constructor(private readonly pql: string) {
    this.tokens = tokenize(pql);
  }

  /** The token that comes, or one behind it. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.next + ahead];
  }

  /** Where the token that comes stands in the expression. */
  get at(): number {
    return this.peek()?.at ?? this.pql.length;
  }

  skip(count = 1): void {
    this.next += count;
  }

  comes(value: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token?.kind === "symbol") return token.value === value;
    return token?.kind === "word" && token.value.toLowerCase() === value.toLowerCase();
  }

  /** Whether a word, in any case, or a symbol comes, which then has been read. */
  take(value: string): boolean {
    const found = this.comes(value);
    if (found) this.skip();
    return found;
  }

  /** The one of some words that comes, in any case; undefined, and nothing read, if none does. */
  takeOneOf<Word extends string>(words: readonly Word[]): Word | undefined {
    return words.find((word) => this.take(word));
  }

  expect(value: string): void {
    if (!this.take(value)) throw this.refusal();
  }

  word(): string {
    const token = this.peek();
    if (token?.kind !== "word") throw this.refusal();
    this.skip();
    return token.value;
  }

  literal(): Literal {
    const token = this.peek();
    if (token?.kind === "literal") {
      this.skip();
      return token.value;
    }
    const truth = this.takeOneOf(["true", "false"]);
    if (truth === undefined) throw this.refusal();
    return truth === "true";
  }

  string(): string {
    const at = this.at;
    const literal = this.literal();
    if (typeof literal !== "string") throw this.refusal("a string must stand here", at);
    return literal;
  }

  /** What to throw where the expression cannot be understood: at the token that comes, unless another place is given. */
  refusal(reason?: string, at = this.at): ProfileError {
    return refusal(this.pql, at, reason);
  }
}
