/**
 * Lists the differences between the shape of an answer and that of a sample, such as
 * `destination.batches: missing` or `id: string, not number`. Each key of the sample must be there with
 * a value of the same JSON type; other keys are allowed. Each element of an array must have the shape of
 * one of the sample's elements, and an array may be empty only if the sample's is.
 */
export function shapeProblems(sample: unknown, answer: unknown, path = "answer"): string[] {
  const [wanted, found] = [typeOf(sample), typeOf(answer)];
  if (wanted !== found) return [`${path}: ${found}, not ${wanted}`];
  if (Array.isArray(sample) && Array.isArray(answer)) return elementProblems(sample, answer, path);
  if (wanted !== "object") return [];
  return Object.entries(sample as object).flatMap(([key, value]) => {
    const at = path === "answer" ? key : `${path}.${key}`;
    return Object.hasOwn(answer as object, key)
      ? shapeProblems(value, (answer as Record<string, unknown>)[key], at)
      : [`${at}: missing`];
  });
}

function elementProblems(sample: unknown[], answer: unknown[], path: string): string[] {
  if (sample.length === 0) return [];
  if (answer.length === 0) return [`${path}: empty`];
  return answer.flatMap((element, index) => {
    const attempts = sample.map((one) => shapeProblems(one, element, `${path}[${index}]`));
    return attempts.reduce((best, attempt) => (attempt.length < best.length ? attempt : best));
  });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : value === undefined ? "missing" : typeof value;
}
