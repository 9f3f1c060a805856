import { z } from 'zod';

/** What every list answers besides its items: where the next page begins; absent on the last one. */
export const page = { nextCursor: z.string().optional() };
