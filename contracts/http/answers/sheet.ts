import { z } from 'zod';
import { consumer, good, person } from '../../events/claim.ts';
import { personal } from '../../personal.ts';
import { civilDate, instant, money, ruc, sector, sheetNumber, sheetType, uuid } from '../../primitives.ts';
import { offer, response } from './claim.ts';

/** The sheet in the order of Anexo I. */
export const sheet = z
  .strictObject({
    claimId: uuid,
    sheetNumber,
    filedOn: civilDate,
    provider: z.strictObject({
      legalName: z.string(),
      tradeName: z.string().optional(),
      ruc,
      address: z.string(),
      establishment: z.string(),
      establishmentAddress: z.string(),
      bookCode: z.string(),
      sector,
    }),
    consumer: z.strictObject({ ...consumer.shape, guardian: person.optional() }),
    good: z.strictObject({ ...good.shape, amount: money.optional() }),
    type: sheetType,
    declaredType: sheetType,
    detail: personal(z.string()),
    request: personal(z.string()).optional(),
    /** What stands for the signature in a virtual book (art. 4-B). */
    conformity: z.strictObject({ textVersion: z.string(), at: instant }),
    actions: z.strictObject({
      dueOn: civilDate,
      offers: z.array(offer),
      agreement: z.string().optional(),
      response: response.optional(),
    }),
    legends: z.array(z.string()),
    recipient: z.enum(['CONSUMIDOR', 'PROVEEDOR', 'INDECOPI']),
  })
  .meta({ id: 'Sheet' });
export type SheetAnswer = z.infer<typeof sheet>;
