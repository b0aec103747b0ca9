import * as z from "zod";
import { line, lines } from "../inputs/plainText";
import { objectOf, validate } from "../inputs/validation";
import type { CheckFailure, OwnerInputs } from "../lifecycle/lifecycle";
import { periodOf } from "./date";
import { noMark } from "../ownership/descriptionMark";
import type { DatasetExpirationInputs } from "./inputs";

const schema = objectOf<DatasetExpirationInputs & OwnerInputs>({
  dataset: line("must not be empty; give a dataset or its id"),
  expiry: z
    .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
      error: "must be a date or a time in ISO 8601, such as 2030-12-31 or 2030-12-31T12:00:00Z",
    })
    .optional(),
  retention: z
    .string()
    .superRefine((text, context) => {
      const message = faultOfRetention(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional(),
  displayName: line("must not be empty; give the expiration a name"),
  description: lines.refine(...noMark).optional(),
  sandboxName: line("must not be empty; leave it out to use the configured sandbox").optional(),
  adopt: line("must not be empty; give the id of an expiration, or leave it out to set one").optional(),
  owner: z.string().optional(),
  stackId: z.string().optional(),
});

/** Finds all that is wrong with the inputs of an expiration. */
export function checkDatasetExpiration(news: Record<string, unknown>): CheckFailure[] {
  const given = ["expiry", "retention"].filter((name) => news[name] !== undefined);
  const one = "Give one of them: expiry for a fixed date, or retention for a time from the creation on";
  const both =
    given.length === 2
      ? [{ property: "retention", reason: `is given beside expiry. ${one}` }]
      : given.length === 0
        ? [{ property: "expiry", reason: `is missing, and so is retention. ${one}` }]
        : [];
  return [...validate(schema, news), ...both];
}

function faultOfRetention(text: string): string | undefined {
  const form = "an ISO 8601 duration of years, months, weeks and days, such as P30D or P6M";
  const period = periodOf(text);
  if (period === undefined) return `must be ${form}, longer than zero, not ${JSON.stringify(text)}`;
  if (period.years > 1000 || period.months > 12_000) return "must end before the year 9999";
  return period.years + period.months === 0 && period.days < 2
    ? "must be at least P2D: AEP takes no date that is less than 24 hours ahead when the call arrives"
    : undefined;
}
