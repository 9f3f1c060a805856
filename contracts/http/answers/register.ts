import { z } from 'zod';
import { personal } from '../../personal.ts';
import { civilDate, instant, money, ruc, sheetNumber, sheetType, uuid } from '../../primitives.ts';
import { claimState } from '../parameters.ts';
import { page } from './page.ts';

/** Personal data are null once the claim was erased. */
export const registerPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        claimId: uuid,
        ruc,
        bookId: uuid,
        bookCode: z.string(),
        establishment: z.string(),
        sheetNumber: sheetNumber.nullable(),
        channel: z.string(),
        filedAt: instant,
        declaredType: sheetType,
        type: sheetType,
        state: claimState,
        viewed: z.boolean(),
        pendingOffer: z.int().nullable(),
        dueOn: civilDate,
        regime: z.string(),
        closedOn: civilDate.nullable(),
        goodKind: z.string(),
        amount: money.nullable(),
        consumerName: personal(z.string()).nullable(),
        documentType: z.string(),
        documentNumber: personal(z.string()).nullable(),
        email: personal(z.string()).nullable(),
        /** The first 160 characters of what the consumer wrote. */
        excerpt: personal(z.string()).nullable(),
        revision: z.int(),
      }),
    ),
    ...page,
  })
  .meta({ id: 'RegisterPage' });
export type RegisterPageAnswer = z.infer<typeof registerPage>;
