/** Whether one of two dot paths is the other one, or lies under it. */
export const overlap = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one);

const isWithin = (path: string, parent: string): boolean => `${path}.`.startsWith(`${parent}.`);
