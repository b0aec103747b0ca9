import type { TokenReader } from "./tokenReader";
import { unitYears, type Moment, type Span, type Unit } from "./tree";

const units = Object.keys(unitYears) as Unit[];
const plurals: Record<string, Unit> = { centuries: "century", millennia: "millennium" };
/**
 * Units of the calendar whose first moment is clear from Adobe's documents. Weeks and decades are
 * not among them.
 */
const calendarUnits: readonly Unit[] = ["minute", "hour", "day", "month", "year"];
const relations = { last: -1, this: 0, next: 1 };
const days = { yesterday: -1, today: 0, tomorrow: 1 };
const relationWords = Object.keys(relations) as (keyof typeof relations)[];
const dayWords = Object.keys(days) as (keyof typeof days)[];
/** Longer distances in years are refused: no time of a profile is that far away. */
const mostYears = 9000;

/** Parses the text after `occurs`. */
export function parseSpan(tokens: TokenReader): Span {
  const comparison = tokens.takeOneOf(["<", "<=", ">", ">="]);
  if (comparison !== undefined) return distance(tokens, comparison);
  if (tokens.take("before")) return { to: { moment: moment(tokens, true), included: false } };
  if (tokens.take("after")) return { from: { moment: moment(tokens, false), included: false } };
  tokens.take("on");
  return period(tokens);
}

/** `<= 3 days before now` */
function distance(tokens: TokenReader, comparison: string): Span {
  const at = tokens.at;
  const number = tokens.literal();
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0)
    throw tokens.refusal("a whole number must stand here", at);
  const unit = unitOf(tokens);
  if (number * unitYears[unit] > mostYears) throw tokens.refusal("that is too long a time", at);
  const direction = tokens.takeOneOf(["before", "after"]);
  if (direction === undefined) throw tokens.refusal();
  const end = moment(tokens, false);
  const count = direction === "before" ? -number : number;
  const far = { moment: shifted(end, count, unit), included: comparison.endsWith("=") };
  const near = { moment: end, included: true };
  if (direction === "before") return comparison.startsWith("<") ? { from: far, to: near } : { to: far };
  return comparison.startsWith("<") ? { from: near, to: far } : { from: far };
}

/** `today`, `last month`, `date(2019, 12, 31)` */
function period(tokens: TokenReader): Span {
  const relation = tokens.takeOneOf(relationWords);
  if (relation !== undefined) {
    const unit = tokens.takeOneOf(calendarUnits);
    if (unit === undefined) throw tokens.refusal();
    return spanOf(shifted({ base: { startOf: unit } }, relations[relation], unit), unit);
  }
  const moment = dayOf(tokens) ?? dateOf(tokens);
  if (moment === undefined) throw tokens.refusal();
  return spanOf(moment, "day");
}

/**
 * `now` or the start of a day. With `mayBeDate` also the start of a date: there no other part of
 * its day can be meant.
 */
function moment(tokens: TokenReader, mayBeDate: boolean): Moment {
  if (tokens.take("now")) return { base: "now" };
  const found = dayOf(tokens) ?? (mayBeDate ? dateOf(tokens) : undefined);
  if (found === undefined) throw tokens.refusal();
  return found;
}

function dayOf(tokens: TokenReader): Moment | undefined {
  const day = tokens.takeOneOf(dayWords);
  return day && shifted({ base: { startOf: "day" } }, days[day], "day");
}

function dateOf(tokens: TokenReader): Moment | undefined {
  const at = tokens.at;
  if (!tokens.comes("date") || !tokens.comes("(", 1)) return undefined;
  tokens.skip();
  const numbers = ["(", ",", ","].map((symbol) => {
    tokens.expect(symbol);
    return Number(tokens.literal());
  });
  tokens.expect(")");
  const [year = NaN, month = NaN, day = NaN] = numbers;
  const date = new Date(Date.UTC(year, month - 1, day)).toJSON() ?? "";
  const asGiven = [year, month, day].map((number, index) =>
    String(number).padStart(index === 0 ? 4 : 2, "0"),
  );
  if (!date.startsWith(`${asGiven.join("-")}T`)) throw tokens.refusal("there is no such date", at);
  return { base: { date: asGiven.join("-") } };
}

function unitOf(tokens: TokenReader): Unit {
  const unit = tokens.takeOneOf([...units, ...units.map((name) => `${name}s`), ...Object.keys(plurals)]);
  if (unit === undefined) throw tokens.refusal();
  return plurals[unit] ?? (unit.replace(/s$/, "") as Unit);
}

const spanOf = (start: Moment, unit: Unit): Span => ({
  from: { moment: start, included: true },
  to: { moment: shifted(start, 1, unit), included: false },
});

const shifted = ({ base, shifts = [] }: Moment, count: number, unit: Unit): Moment => ({
  base,
  shifts: [...shifts, { count, unit }],
});
