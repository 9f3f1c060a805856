import { z } from 'zod';
import { keyRole, ProviderRegisteredV1 } from '../../events/provider.ts';
import { instant, uuid } from '../../primitives.ts';
import { page } from './page.ts';

/** A firm, its books and its keys. */

export const provider = ProviderRegisteredV1.meta({ id: 'Provider' });

/** Providers that whoever asks may see, by RUC. */
export const providersPage = z.strictObject({ items: z.array(provider), ...page }).meta({ id: 'ProvidersPage' });

export const book = z
  .strictObject({
    bookId: uuid,
    code: z.string(),
    establishment: z.string(),
    address: z.string(),
    channel: z.enum(['virtual', 'backup']),
    firstNumber: z.int(),
    firstYear: z.int(),
    closed: z.boolean(),
  })
  .meta({ id: 'Book' });

export const books = z.strictObject({ items: z.array(book) }).meta({ id: 'Books' });

export const key = z
  .strictObject({
    keyId: z.string(),
    role: keyRole,
    label: z.string(),
    expiresAt: instant.optional(),
    revoked: z.boolean(),
  })
  .meta({ id: 'Key' });

export const keys = z.strictObject({ items: z.array(key) }).meta({ id: 'Keys' });

export const issuedKey = z
  .strictObject({
    ...key.shape,
    key: z.string().meta({ description: 'La llave entera; no se vuelve a mostrar' }),
  })
  .meta({ id: 'IssuedKey' });
