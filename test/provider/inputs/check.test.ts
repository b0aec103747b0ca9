import fc from "fast-check";
import { checkExportJob, warnAboutExportJob } from "../../../provider/exportJob/declaration/schema";
import { checkTargetDataset } from "../../../provider/targetDataset/schema";
import { unknownValue } from "../../../provider/inputs/unknown";
import { propertyPath as propertyPathOf } from "../../../provider/inputs/validation";
import { exportJobs, targetDatasets } from "./declarations";

type Inputs = Record<string, unknown>;
type Path = (string | number)[];

const known = ["name", "tags", "owner", "adopt", "fields", "filter", "dataset", "triggers"];

const kinds = [
  { noun: "export job", valid: exportJobs, check: checkExportJob, warn: warnAboutExportJob },
  { noun: "target dataset", valid: targetDatasets, check: checkTargetDataset, warn: () => [] },
];

/** Whatever a program can say. What the engine cannot pass on, such as a BigInt, it refuses itself. */
const anything = fc.oneof(
  fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }),
  fc.jsonValue(),
  fc.constant(unknownValue),
);

describe.each(kinds)("the check of inputs: $noun", ({ valid, check, warn }) => {
  const inputs: fc.Arbitrary<Inputs> = valid.map((all) => ({ ...all }));

  test("finds no failure in valid inputs", () => {
    fc.assert(
      fc.property(inputs, (all) => {
        expect(check(all)).toEqual([]);
      }),
    );
  });

  test("passes values that are not known yet, at any place", () => {
    fc.assert(
      fc.property(inputs, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (all, choices) => {
        const some = choices.reduce(
          (value, choice) => replaced(value, placeIn(value, choice), unknownValue),
          all,
        );
        expect(check(some)).toEqual([]);
        expect(() => warn(some)).not.toThrow();
      }),
    );
  });

  test("never throws, and names the property of each failure", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), anything, (all, choice, value) => {
        const wrong = replaced(all, placeIn(all, choice), value);
        const failures = check(wrong);
        expect(() => warn(wrong)).not.toThrow();
        for (const { property, reason } of failures) {
          expect(property).toMatch(propertyPath);
          expect(reason).toMatch(/\S/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("names an unknown property, whatever its name and place", () => {
    fc.assert(
      fc.property(inputs, fc.string({ minLength: 1 }), fc.jsonValue(), (all, key, value) => {
        fc.pre(!known.includes(key));
        const more = Object.fromEntries([...Object.entries(all), [key, value]]);
        expect(check(more).map(({ property }) => property)).toEqual([propertyPathOf([key])]);
      }),
    );
  });
});

const propertyPath =
  /^([A-Za-z_$][\w$]*|\["(\\.|[^"\\])*"\])(\.[A-Za-z_$][\w$]*|\[\d+\]|\["(\\.|[^"\\])*"\])*$/;

/** One of all places of a value, properties of properties included. */
function placeIn(value: unknown, choice: number): Path {
  const all = places(value, []);
  return all[choice % all.length] ?? [];
}

function places(value: unknown, at: Path): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const inner = entries.flatMap(([key, part]: [string | number, unknown]) => places(part, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}

function replaced<Whole>(whole: Whole, [key, ...rest]: Path, value: unknown): Whole {
  if (key === undefined) return value as Whole;
  const copy = Array.isArray(whole) ? [...(whole as unknown[])] : { ...whole };
  const record = copy as Record<string | number, unknown>;
  record[key] = replaced(record[key], rest, value);
  return copy as Whole;
}
