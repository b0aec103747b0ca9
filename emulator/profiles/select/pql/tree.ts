import type { Literal } from "./tokens";

/** What an expression asks of a profile. */
export type Condition =
  | { kind: "and" | "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "inSegment"; segmentId: string }
  | { kind: "field"; path: Path; test: FieldTest };

/** The keys that lead to a field, and where they stand in the expression. */
export interface Path {
  keys: string[];
  at: number;
}

/** What is asked of the value of a field. All but `exists` are false where there is none. */
export type FieldTest =
  | { kind: "exists" }
  | { kind: "compare"; operator: string; literal: Literal }
  | { kind: "in"; literals: Literal[]; negated: boolean }
  | { kind: "string"; name: StringTest; argument: string; caseMatters: boolean }
  | { kind: "like"; pattern: string }
  | { kind: "matches"; re2: string }
  | { kind: "occurs"; span: Span };

/** The tests that PQL writes `field.name("text")`, or with `true` or `false` behind the text for whether case matters. */
export const stringTests = [
  "equals",
  "notEqualTo",
  "startsWith",
  "doesNotStartWith",
  "endsWith",
  "doesNotEndWith",
  "contains",
  "doesNotContain",
] as const;
export type StringTest = (typeof stringTests)[number];

/** A stretch of time that may be open at either end. */
export interface Span {
  from?: Bound;
  to?: Bound;
}

export interface Bound {
  moment: Moment;
  included: boolean;
}

/** A point in time: that of the evaluation, the start of its day, month and so on, or the start of a date; then so much later, or earlier. */
export interface Moment {
  base: "now" | { startOf: Unit } | { date: string };
  shifts?: { count: number; unit: Unit }[];
}

/** Units of time with their length in years at most. */
export const unitYears = {
  millisecond: 1e-9,
  second: 1e-7,
  minute: 1e-5,
  hour: 1e-3,
  day: 1 / 365,
  week: 1 / 52,
  month: 1 / 12,
  year: 1,
  decade: 10,
  century: 100,
  millennium: 1000,
};
export type Unit = keyof typeof unitYears;

/** The segments whose members a condition asks for. */
export function segmentsIn(condition: Condition): string[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.flatMap(segmentsIn);
    case "not":
      return segmentsIn(condition.part);
    case "inSegment":
      return [condition.segmentId];
    case "field":
      return [];
  }
}
