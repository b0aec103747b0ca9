/** Whether what lies under one dot path lies under the other too, whichever is the longer. */
export const overlap = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one);

const isWithin = (path: string, parent: string): boolean => `${path}.`.startsWith(`${parent}.`);
