import { z } from 'zod';
import { uuid } from '../primitives.ts';
import { paperNumber } from './claim.ts';

/**
 * Stream `paper-<id of book and number>`: the claims that bear one printed number of the Libro de Respaldo. Taken before the claim
 * is filed, at the revision that was read: of two who type the same sheet at the same instant, one is asked.
 */
export const PaperNumberTakenV1 = z.strictObject({ bookId: uuid, paperNumber, claimId: uuid });
