/** Stands for a value that is not known yet, at preview; part of the engine's wire format. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether the value is not known before the `up`. */
export const isUnknown = (value: unknown): boolean => value === unknownValue;

/** Whether the value, or anything within it, is not known before the `up`. */
export const hasUnknown = (value: unknown): boolean =>
  isUnknown(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasUnknown));
