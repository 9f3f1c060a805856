import { z } from 'zod';
import { civilDate, ruc, sheetNumber, sheetType, uuid } from '../../primitives.ts';
import { deadlineState } from '../parameters.ts';
import { page } from './page.ts';

/** Clocks of claims: each one, and how many stand in each state. */

export const deadlinesPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        claimId: uuid,
        ruc,
        bookId: uuid,
        bookCode: z.string(),
        sheetNumber: sheetNumber.nullable(),
        type: sheetType,
        filedOn: civilDate,
        dueOn: civilDate,
        regime: z.string(),
        state: deadlineState,
        /** In `unit`: 0 on the due day, negative once overdue; null where the clock has stopped or stands still. */
        daysLeft: z.int().nullable(),
        unit: z.enum(['business', 'calendar']),
        viewed: z.boolean(),
        offerLapsesOn: civilDate.nullable(),
        closedOn: civilDate.nullable(),
        copiesPending: z.int(),
      }),
    ),
    ...page,
  })
  .meta({ id: 'DeadlinesPage' });
export type DeadlinesPageAnswer = z.infer<typeof deadlinesPage>;

const counts = {
  claims: z.int(),
  /** Every claim is in exactly one. */
  states: z.record(deadlineState, z.int()),
  dueToday: z.int(),
  dueWithin2: z.int(),
  dueWithin5: z.int(),
  unseen: z.int(),
  copiesDue: z.int(),
};

export const dashboard = z
  .strictObject({
    today: civilDate,
    ...counts,
    books: z.array(z.strictObject({ bookId: uuid, bookCode: z.string(), ...counts })),
  })
  .meta({ id: 'Dashboard' });
