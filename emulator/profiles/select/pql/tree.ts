import type { Literal } from "./tokens";

/** The condition that an expression puts on a profile. */
export type Condition =
  | { kind: "and" | "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "inSegment"; segmentId: string }
  | { kind: "field"; path: Path; test: FieldTest };

/** The keys that lead to a field, and the position of the path in the expression. */
export interface Path {
  keys: string[];
  at: number;
}

/** A test of a field's value. All tests except `exists` are false for an absent value. */
export type FieldTest =
  | { kind: "exists" }
  | { kind: "compare"; operator: string; literal: Literal }
  | { kind: "in"; literals: Literal[]; negated: boolean }
  | { kind: "string"; name: StringTest; argument: string; caseMatters: boolean }
  | { kind: "like"; pattern: string }
  | { kind: "matches"; re2: string }
  | { kind: "occurs"; span: Span };

/**
 * Tests that PQL writes `field.name("text")` or `field.name("text", true)`. The flag says whether
 * case matters.
 */
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

/** A span of time. Either end may be open. */
export interface Span {
  from?: Bound;
  to?: Bound;
}

export interface Bound {
  moment: Moment;
  included: boolean;
}

/**
 * A point in time: the time of the evaluation, the start of its day, month and so on, or the start
 * of a date. The shifts then move it later or earlier.
 */
export interface Moment {
  base: "now" | { startOf: Unit } | { date: string };
  shifts?: { count: number; unit: Unit }[];
}

/** Units of time with an upper bound of their length in years. */
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

/** The ids of the segments that a condition refers to. */
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
