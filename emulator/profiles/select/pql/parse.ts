import { parseSpan } from "./parseSpan";
import { toRe2 } from "./regularExpression";
import { TokenReader } from "./tokenReader";
import type { Literal } from "./tokens";
import { stringTests, type Condition, type FieldTest, type Path } from "./tree";

/** A function called on a field, read up to the opening parenthesis. */
interface Call {
  name: string;
  at: number;
}

/**
 * Parses an expression in the format `pql/text`. A table in the emulator's README lists the
 * supported parts of PQL. All other parts are refused with the code `UNSUPPORTED_PQL`.
 */
export function parsePql(pql: string): Condition {
  return new Parser(new TokenReader(pql)).parse();
}

class Parser {
  /** The expression's own name for the profile, besides `$1`. */
  private variable: string | undefined;

  constructor(private readonly tokens: TokenReader) {}

  parse(): Condition {
    const { tokens } = this;
    if (tokens.comes("(") && tokens.comes("=>", 3)) {
      tokens.skip();
      this.variable = tokens.word();
      tokens.expect(")");
      tokens.expect("=>");
    }
    const condition = this.either();
    if (tokens.peek() !== undefined) throw tokens.refusal();
    return condition;
  }

  private either(): Condition {
    const parts = [this.both()];
    while (this.tokens.take("or")) parts.push(this.both());
    return parts.length > 1 ? { kind: "or", parts } : (parts[0] as Condition);
  }

  private both(): Condition {
    const parts = [this.negation()];
    while (this.tokens.take("and")) parts.push(this.negation());
    return parts.length > 1 ? { kind: "and", parts } : (parts[0] as Condition);
  }

  private negation(): Condition {
    const { tokens } = this;
    if (tokens.take("not") || tokens.take("!")) return { kind: "not", part: this.negation() };
    if (tokens.take("(")) {
      const inner = this.either();
      tokens.expect(")");
      return inner;
    }
    if (tokens.comes("inSegment") && tokens.comes("(", 1)) {
      tokens.skip(2);
      const segmentId = tokens.string();
      tokens.expect(")");
      return { kind: "inSegment", segmentId };
    }
    return this.field();
  }

  private field(): Condition {
    const { path, call } = this.path();
    if (call?.name === "isNull")
      return { kind: "not", part: { kind: "field", path, test: this.existence() } };
    return { kind: "field", path, test: call ? this.call(call) : this.test() };
  }

  /** Reads a path, and the name of the function that is called on it, if any. */
  private path(): { path: Path; call?: Call } {
    const { tokens } = this;
    const keys: string[] = [];
    const at = this.root(keys);
    for (;;) {
      if (tokens.take("[")) {
        keys.push(tokens.string());
        tokens.expect("]");
      } else if (tokens.take(".")) {
        const call = { at: tokens.at, name: tokens.word() };
        if (!tokens.take("(")) keys.push(call.name);
        else if (call.name === "get") {
          keys.push(tokens.string());
          tokens.expect(")");
        } else if (keys.length > 0) return { path: { keys, at }, call };
        else throw tokens.refusal(undefined, call.at);
      } else if (keys.length > 0) return { path: { keys, at } };
      else throw tokens.refusal();
    }
  }

  /** Reads the first word of a path and adds it to the keys, unless it stands for the profile. */
  private root(keys: string[]): number {
    const { tokens } = this;
    const at = tokens.at;
    const word = tokens.word();
    if (word === "xEvent") throw tokens.refusal("ExperienceEvents are not supported in expressions", at);
    if (word.startsWith("$") && word !== "$1")
      throw tokens.refusal("an expression has one parameter, $1, which is the profile", at);
    if (tokens.comes("(")) throw tokens.refusal(undefined, at);
    if (word !== "$1" && word !== this.variable) keys.push(word);
    return at;
  }

  private call({ name, at }: Call): FieldTest {
    const { tokens } = this;
    if (name === "exists" || name === "isNotNull") return this.existence();
    if (name === "matches") {
      const re2 = toRe2(tokens.string());
      if (re2 === undefined)
        throw tokens.refusal("the regular expression uses more than can be matched here", at);
      tokens.expect(")");
      return { kind: "matches", re2 };
    }
    const test = stringTests.find((known) => known === name);
    if (!test) throw tokens.refusal(undefined, at);
    const argument = tokens.string();
    const caseMatters = tokens.take(",") ? tokens.takeOneOf(["true", "false"]) : "true";
    if (caseMatters === undefined) throw tokens.refusal("true or false must stand here");
    tokens.expect(")");
    return { kind: "string", name: test, argument, caseMatters: caseMatters === "true" };
  }

  private existence(): FieldTest {
    this.tokens.expect(")");
    return { kind: "exists" };
  }

  private test(): FieldTest {
    const { tokens } = this;
    if (tokens.take("exists")) return { kind: "exists" };
    if (tokens.take("like")) return { kind: "like", pattern: tokens.string() };
    if (tokens.take("occurs")) return { kind: "occurs", span: parseSpan(tokens) };
    if (tokens.take("in")) return { kind: "in", literals: this.list(), negated: false };
    if (tokens.take("notIn")) return { kind: "in", literals: this.list(), negated: true };
    if (tokens.comes("not") && tokens.comes("in", 1)) {
      tokens.skip(2);
      return { kind: "in", literals: this.list(), negated: true };
    }
    const operator = tokens.takeOneOf(["=", "!=", "<", "<=", ">", ">="]);
    if (operator === undefined) throw tokens.refusal();
    return { kind: "compare", operator, literal: tokens.literal() };
  }

  private list(): Literal[] {
    const { tokens } = this;
    tokens.expect("[");
    const values = [tokens.literal()];
    while (tokens.take(",")) values.push(tokens.literal());
    tokens.expect("]");
    return values;
  }
}
