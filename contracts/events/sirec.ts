import { z } from 'zod';
import { instant, sha256, uuid } from '../primitives.ts';

/**
 * Stream `sirec-<ruc>`: what was handed to Indecopi's SIREC (Reglamento, art. 16). The report is a sworn statement, so
 * which claims it held is history; the file itself is not kept, only its hash.
 */
export const SirecReportedV1 = z.strictObject({
  reportId: uuid,
  fileSha256: sha256,
  reportedAt: instant,
  claims: z
    .array(
      z.strictObject({
        claimId: uuid,
        /** Whether the record held the answer too; a claim reported without it is due once more. */
        answered: z.boolean(),
      }),
    )
    .min(1)
    .max(5_000),
});
