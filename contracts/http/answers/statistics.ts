import { z } from 'zod';
import { uuid } from '../../primitives.ts';

const figures = {
  filed: z.int(),
  open: z.int(),
  answeredOnTime: z.int(),
  answeredLate: z.int(),
  settled: z.int(),
  /** Calendar days from filing to the answer or agreement; null where nothing has ended yet. */
  days: z.strictObject({ mean: z.number(), p50: z.number(), p90: z.number() }).nullable(),
};

export const statistics = z
  .strictObject({
    ...figures,
    byType: z.array(z.strictObject({ type: z.string(), ...figures })),
    byBook: z.array(z.strictObject({ bookId: uuid, bookCode: z.string(), ...figures })),
    byMonth: z.array(z.strictObject({ month: z.string(), ...figures })),
  })
  .meta({ id: 'Statistics' });
