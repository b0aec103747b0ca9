import type { ProfileError } from "../../records/errors";
import { refusal } from "./refusal";
import { tokenize, type Literal, type Token } from "./tokens";

/** Reads the tokens of an expression one after another. Throws if an expected token is missing. */
export class TokenReader {
  private readonly tokens: Token[];
  private next = 0;

  constructor(private readonly pql: string) {
    this.tokens = tokenize(pql);
  }

  /** The next token, or one after it. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.next + ahead];
  }

  /** The position of the next token in the expression. */
  get at(): number {
    return this.peek()?.at ?? this.pql.length;
  }

  skip(count = 1): void {
    this.next += count;
  }

  /** Whether the next token, or one after it, is a word (in any case) or a symbol. */
  comes(value: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token?.kind === "symbol") return token.value === value;
    return token?.kind === "word" && token.value.toLowerCase() === value.toLowerCase();
  }

  /** Reads a word (in any case) or a symbol if it comes next. @returns whether it did. */
  take(value: string): boolean {
    const found = this.comes(value);
    if (found) this.skip();
    return found;
  }

  /** Reads one of some words or symbols if it comes next. @returns it, or undefined. */
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

  /**
   * The error for an unsupported part of the expression. Its position defaults to the next token.
   */
  refusal(reason?: string, at = this.at): ProfileError {
    return refusal(this.pql, at, reason);
  }
}
