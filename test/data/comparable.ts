import type { ExportJobRequest } from "../../contract/exportJobs";
import { isObject, sorted, wholeRecord, type DataRecord, type Value } from "./value";

/**
 * Rows of an export in the form in which tests compare them: values by {@link whole}, rows and events
 * sorted, because Adobe's documents promise no order. With `fields` also by {@link trimmed}.
 */
export function comparable(
  rows: DataRecord[],
  { fields, additionalFields }: Partial<ExportJobRequest>,
): Value[] {
  const inForm = rows.map((row) => {
    const { eventList, ...values } = wholeRecord(row);
    const events = (eventList ?? []) as DataRecord[];
    return {
      ...(fields === undefined ? values : trimmed(values)),
      ...(eventList !== undefined && {
        eventList: sorted(additionalFields?.eventList?.fields === undefined ? events : events.map(trimmed)),
      }),
    };
  });
  return sorted(inForm);
}

/**
 * A record without empty objects and arrays of them: an export with `fields` may write or omit an
 * object of which it has no field.
 */
export function trimmed(record: DataRecord): DataRecord {
  const members = Object.entries(record).map(([key, value]): [string, Value] => [key, trim(value)]);
  return Object.fromEntries(members.filter(([, value]) => !isBare(value)));
}

function trim(value: Value): Value {
  if (Array.isArray(value)) return value.map(trim);
  return isObject(value) ? trimmed(value) : value;
}

function isBare(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isBare);
  return isObject(value) && Object.keys(value).length === 0;
}
