import { ProfileError } from "./errors";
import { columns } from "./records";
import { pointer, text } from "./sql";
import { member, type RecordType, type TypeNode } from "./types";

/**
 * The part of Profile Query Language that can be evaluated here, as `pql/text`:
 * - field paths (`homeAddress.city`; through an array they mean any of its elements), strings in double or single quotes,
 *   numbers, `true`, `false`;
 * - `=`, `!=`, `<`, `<=`, `>`, `>=`, `in ["a", "b"]`, `not in`, between a path and literals;
 * - `path exists`, `path.exists()`, `path.isNotNull()`, `path.isNull()`;
 * - `path.equals("x")`, `.notEqualTo`, `.startsWith`, `.endsWith`, `.contains`, each with an optional second argument, whether
 *   case matters (default true);
 * - `and`, `or`, `not`, parentheses.
 *
 * A comparison with an absent value, or with one of another kind, is false, `!=` included; `not` turns that into true.
 * Everything else, such as events, aggregations and variables, is refused with the code `UNSUPPORTED_PQL`.
 */
export function compilePql(pql: string, type: RecordType): string {
  return new Parser(pql, type).parse();
}

type Literal = string | number | boolean;
type Token =
  { kind: "word" | "symbol"; value: string; at: number } | { kind: "literal"; value: Literal; at: number };
/** A condition on the value that a path leads to. */
type Test = (value: string, type: TypeNode) => string;

const tokenPattern =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_$][\w$]*)|(?<symbol>!=|<=|>=|[=<>()[\],.]))/y;
const comparisons = new Set(["=", "!=", "<", "<=", ">", ">="]);
const numbers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|UINTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;
const present: Test = (value) => `${value} IS NOT NULL`;

class Parser {
  private readonly tokens: Token[];
  private next = 0;

  constructor(
    private readonly pql: string,
    private readonly type: RecordType,
  ) {
    this.tokens = this.tokenize();
  }

  parse(): string {
    const condition = this.either();
    if (this.next < this.tokens.length) throw this.refusal();
    return condition;
  }

  private either(): string {
    const parts = [this.both()];
    while (this.takeWord("or")) parts.push(this.both());
    return parts.length > 1 ? `(${parts.join(" OR ")})` : (parts[0] as string);
  }

  private both(): string {
    const parts = [this.negation()];
    while (this.takeWord("and")) parts.push(this.negation());
    return parts.length > 1 ? `(${parts.join(" AND ")})` : (parts[0] as string);
  }

  private negation(): string {
    if (this.takeWord("not")) return `(NOT ${this.negation()})`;
    if (this.takeSymbol("(")) {
      const inner = this.either();
      this.expectSymbol(")");
      return inner;
    }
    return this.comparison();
  }

  private comparison(): string {
    const path = this.path();
    if (this.takeSymbol("(")) return this.call(path.slice(0, -1), path.at(-1) ?? "");
    if (this.takeWord("exists")) return this.on(path, present);
    const negated = this.takeWord("not");
    if (this.takeWord("in")) {
      const values = this.list();
      return this.on(path, (value, type) => {
        const equal = `(${values.map((literal) => compare(value, type, "=", literal)).join(" OR ")})`;
        return negated ? `(${present(value, type)} AND NOT ${equal})` : equal;
      });
    }
    const operator = this.tokens[this.next];
    if (negated || operator?.kind !== "symbol" || !comparisons.has(operator.value)) throw this.refusal();
    this.next += 1;
    const literal = this.literal();
    return this.on(path, (value, type) => compare(value, type, operator.value, literal));
  }

  private call(path: string[], name: string): string {
    if (path.length === 0) throw this.refusal(this.next - 2);
    if (["exists", "isNotNull", "isNull"].includes(name)) {
      this.expectSymbol(")");
      return name === "isNull" ? `(NOT ${this.on(path, present)})` : this.on(path, present);
    }
    const test = stringTests[name];
    if (!test) throw this.refusal(this.next - 2);
    const argument = this.literal();
    const caseMatters = this.takeSymbol(",") ? this.literal() : true;
    this.expectSymbol(")");
    if (typeof argument !== "string" || typeof caseMatters !== "boolean") throw this.refusal(this.next - 1);
    const fold = (value: string): string => (caseMatters ? value : `lower(${value})`);
    return this.on(path, (value, type) => {
      const string = asKind(value, type, "string");
      return string ? `coalesce(${test(fold(string), fold(text(argument)))}, FALSE)` : "FALSE";
    });
  }

  private on(path: string[], test: Test): string {
    for (const [key, column] of columns(this.type)) {
      const rest = after(key, path);
      if (rest)
        return reach({ value: column, type: this.type.fields.get(key) as TypeNode, path: rest, test });
    }
    return "FALSE";
  }

  private path(): string[] {
    const keys = [this.word()];
    while (this.takeSymbol(".")) keys.push(this.word());
    return keys;
  }

  private word(): string {
    const token = this.tokens[this.next];
    if (token?.kind !== "word") throw this.refusal();
    this.next += 1;
    return token.value;
  }

  private list(): Literal[] {
    this.expectSymbol("[");
    const values = [this.literal()];
    while (this.takeSymbol(",")) values.push(this.literal());
    this.expectSymbol("]");
    return values;
  }

  private literal(): Literal {
    const token = this.tokens[this.next];
    if (token?.kind === "literal") {
      this.next += 1;
      return token.value;
    }
    if (this.takeWord("true")) return true;
    if (this.takeWord("false")) return false;
    throw this.refusal();
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.next];
    const found = token?.kind === "word" && token.value.toLowerCase() === word;
    if (found) this.next += 1;
    return found;
  }

  private takeSymbol(symbol: string): boolean {
    const token = this.tokens[this.next];
    const found = token?.kind === "symbol" && token.value === symbol;
    if (found) this.next += 1;
    return found;
  }

  private expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.refusal();
  }

  private tokenize(): Token[] {
    const tokens: Token[] = [];
    const source = this.pql.trimEnd();
    tokenPattern.lastIndex = 0;
    for (let at = 0; at < source.length; at = tokenPattern.lastIndex) {
      const groups = tokenPattern.exec(source)?.groups;
      if (!groups) throw this.refusalAt(at);
      const { string, number, word, symbol } = groups;
      if (string !== undefined)
        tokens.push({ kind: "literal", value: string.slice(1, -1).replace(/\\(.)/g, "$1"), at });
      else if (number !== undefined) tokens.push({ kind: "literal", value: Number(number), at });
      else if (word !== undefined) tokens.push({ kind: "word", value: word, at });
      else tokens.push({ kind: "symbol", value: symbol as string, at });
    }
    return tokens;
  }

  private refusal(token = this.next): ProfileError {
    return this.refusalAt(this.tokens[token]?.at ?? this.pql.length);
  }

  private refusalAt(at: number): ProfileError {
    const rest = this.pql.slice(at).trim();
    const place = rest === "" ? "its end" : JSON.stringify(rest.slice(0, 30));
    return new ProfileError(
      "UNSUPPORTED_PQL",
      `PQL ${JSON.stringify(this.pql)} cannot be evaluated here, from ${place} on`,
    );
  }
}

const stringTests: Record<string, (value: string, argument: string) => string> = {
  equals: (value, argument) => `${value} = ${argument}`,
  notEqualTo: (value, argument) => `${value} <> ${argument}`,
  startsWith: (value, argument) => `starts_with(${value}, ${argument})`,
  endsWith: (value, argument) => `ends_with(${value}, ${argument})`,
  contains: (value, argument) => `contains(${value}, ${argument})`,
};

/** What is left of a path below a key, which may itself contain dots. */
function after(key: string, path: string[]): string[] | undefined {
  const parts = key.split(".");
  return parts.every((part, index) => path[index] === part) ? path.slice(parts.length) : undefined;
}

function reach(way: { value: string; type: TypeNode; path: string[]; test: Test }): string {
  const { value, type, path, test } = way;
  if (type.kind === "list") {
    // The name tells apart the elements of arrays within arrays.
    const element = `e${path.length}_${value.length}`;
    const inner = reach({ value: element, type: type.item, path, test });
    return `coalesce(len(list_filter(${value}, lambda ${element}: ${inner})) > 0, FALSE)`;
  }
  const [key, ...rest] = path;
  if (key === undefined) return test(value, type);
  if (type.kind === "map")
    return reach({ value: `${value}[${text(key)}]`, type: type.value, path: rest, test });
  if (type.kind === "json")
    return reach({ value: `json_extract(${value}, ${pointer(key)})`, type, path: rest, test });
  if (type.kind === "scalar") return "FALSE";
  for (const [name, field] of type.fields) {
    const below = after(name, path);
    if (below) return reach({ value: member(value, name), type: field, path: below, test });
  }
  return "FALSE";
}

function compare(value: string, type: TypeNode, operator: string, literal: Literal): string {
  const kind = typeof literal as "string" | "number" | "boolean";
  const own = asKind(value, type, kind);
  if (!own) return "FALSE";
  const spelled = typeof literal === "string" ? text(literal) : String(literal);
  return `coalesce(${own} ${operator} ${spelled}, FALSE)`;
}

/** The value as a string, number or boolean; undefined when its type is another. */
function asKind(value: string, type: TypeNode, kind: "string" | "number" | "boolean"): string | undefined {
  if (type.kind === "json") {
    const own = { string: "'VARCHAR'", number: "'BIGINT', 'UBIGINT', 'DOUBLE'", boolean: "'BOOLEAN'" }[kind];
    const cast = { string: "VARCHAR", number: "DOUBLE", boolean: "BOOLEAN" }[kind];
    return `CASE WHEN json_type(${value}) IN (${own}) THEN CAST(json_extract_string(${value}, '$') AS ${cast}) END`;
  }
  if (type.kind !== "scalar") return undefined;
  if (kind === "number") return numbers.test(type.sql) ? value : undefined;
  if (kind === "boolean") return type.sql === "BOOLEAN" ? value : undefined;
  // Dates and times of Parquet columns compare with strings as they are spelled.
  return numbers.test(type.sql) || type.sql === "BOOLEAN" ? undefined : value;
}
