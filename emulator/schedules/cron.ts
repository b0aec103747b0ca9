const number = String.raw`\d{1,2}`;
const months = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
const weekdays = "SUN|MON|TUE|WED|THU|FRI|SAT";

/** A list of values, ranges and steps. */
function list(value: string): string {
  const item = String.raw`(?:\*|(?:${value})(?:-(?:${value}))?)(?:/${number})?`;
  return `${item}(?:,${item})*`;
}

const fields: [name: string, form: RegExp][] = [
  // A list or a range here would come more than once a day.
  ["second", /^[0-5]?\d$/],
  ["minute", /^[0-5]?\d$/],
  ["hour", /^([01]?\d|2[0-3])$/],
  ["day of the month", new RegExp(String.raw`^(\?|L(-${number})?|LW|${number}W|${list(number)})$`, "i")],
  ["month", new RegExp(`^(${list(`${number}|${months}`)})$`, "i")],
  [
    "day of the week",
    new RegExp(String.raw`^(\?|L|([1-7]|${weekdays})(L|#[1-5])|${list(`[1-7]|${weekdays}`)})$`, "i"),
  ],
  ["year", new RegExp(`^(${list(String.raw`\d{4}`)})$`)],
];

/** What is wrong with a Quartz cron expression that is to come at most once a day; undefined where nothing is. */
export function cronProblem(cron: string): string | undefined {
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== 6 && parts.length !== 7) return `must have 6 or 7 fields, not ${parts.length}`;
  for (const [at, part] of parts.entries()) {
    const [name, form] = fields[at] ?? [];
    if (form && !form.test(part))
      return `must come at most once a day: "${part}" is no ${name} of a Quartz cron expression for that`;
  }
  const unspecified = [parts[3], parts[5]].filter((part) => part === "?").length;
  return unspecified === 1
    ? undefined
    : "must have ? as the day of the month or as the day of the week, and not as both";
}
