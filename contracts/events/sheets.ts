import { z } from 'zod';
import { uuid } from '../primitives.ts';

/** Stream `sheets-<bookId>-<year>`: revision + the year's first number is the correlative. */
export const SheetIssuedV1 = z.strictObject({ claimId: uuid });
