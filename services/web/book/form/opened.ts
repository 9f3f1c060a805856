import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyRequest } from 'fastify';
import { type BookWeb, type FoundBook, findBook } from '../context.ts';
import type { Submission } from './fields.ts';
import type { FormState, SealedAttachment } from './form-page.ts';
import type { OpenedSeal } from './seal.ts';

export interface Opened {
  readonly found: FoundBook;
  readonly state: FormState;
  readonly key: OpenedSeal;
  /** The form came with a seal that is spent or none of ours: it has a new one now, and was not filed with it. */
  readonly resealed: boolean;
}

/** What a post stands for: its book, and its state, whose seal is a new one where the old is spent or none of ours. */
export async function opened(web: BookWeb, request: FastifyRequest, submission: Submission): Promise<Opened> {
  const found = await findBook(web, request.params as { ruc: string; code: string });
  if (found.book.closed) throw new Problem('book/closed');
  const { bookId } = found.book;
  const now = web.clock();
  const before = web.seals.open(submission.seal, bookId, now);
  const resealed = before === undefined || before.ageMs > LONGEST_OPEN_MS;
  const seal = resealed ? web.seals.mint(bookId, now) : submission.seal;
  const key: OpenedSeal = (resealed ? web.seals.open(seal, bookId, now) : before) ??
    before ?? { idempotencyKey: '', ageMs: 0 };
  const attachments = submission.attachments.flatMap((sealed): SealedAttachment[] => {
    const attachment = before === undefined ? undefined : web.attachmentSeals.open(sealed, before.idempotencyKey);
    if (attachment === undefined) return [];
    return [{ ...attachment, ref: resealed ? web.attachmentSeals.seal(attachment, key.idempotencyKey) : sealed }];
  });
  const state: FormState = { fields: submission.fields, seal, attachments, errors: [] };
  return { found, state, key, resealed };
}

export function trapped({ trap }: Submission) {
  return trap === ''
    ? []
    : [
        {
          campo: '' as const,
          texto:
            'Su navegador llenó un campo oculto que debía quedar vacío. Ya lo borramos: vuelva a presionar «Revisar mi hoja»',
        },
      ];
}

/** A draft lives some hours; a form left open for a week is another sheet. */
const LONGEST_OPEN_MS = 7 * 24 * 3_600_000;
