/** The engine's placeholder, at preview, for a value that is known only after the `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is not known yet. */
export const isUnknown = (value: unknown): boolean => value === unknownValue;

/** Whether a value, or any part of it, is not known yet. */
export const hasUnknown = (value: unknown): boolean =>
  isUnknown(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasUnknown));
