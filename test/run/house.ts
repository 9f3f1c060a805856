import { dirname, join } from 'node:path';

/** The checkout. */
export const house = dirname(dirname(import.meta.dirname));

/** Programs of the house's own node_modules come first, whoever starts the run. */
export const bin = join(house, 'node_modules', '.bin');
