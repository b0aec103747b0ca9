/** Properties without undefined values, which the engine's wire format cannot express. */
export const withoutUndefined = (props: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(props)) as Record<string, unknown>;
