import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/**
 * The seal that each form carries: when it was made, for which book, and the Idempotency-Key that it files with. One form is
 * one claim, however often it is sent: a double click, a reload or a retry after a dropped line files nothing twice. It
 * proves nothing about the person; it makes a robot load a form for every sheet, and wait.
 */
export interface FormSeals {
  mint(bookId: string, now: string): string;
  /** Undefined where it is none of ours, or another book's. */
  open(seal: unknown, bookId: string, now: string): OpenedSeal | undefined;
}

export interface OpenedSeal {
  readonly idempotencyKey: string;
  readonly ageMs: number;
}

export function formSeals(secret: Uint8Array): FormSeals {
  const mac = (bookId: string, minted: string, key: string) =>
    createHmac('sha256', secret).update(`foja form v1\0${bookId}\0${minted}\0${key}`).digest();
  return {
    mint(bookId, now) {
      const minted = Date.parse(now).toString(36);
      const key = randomUUID();
      return `${minted}.${key}.${mac(bookId, minted, key).toString('base64url')}`;
    },
    open(seal, bookId, now) {
      if (typeof seal !== 'string') return undefined;
      const [, minted = '', key = '', proof = ''] = FORM.exec(seal) ?? [];
      if (proof === '' || !timingSafeEqual(mac(bookId, minted, key), Buffer.from(proof, 'base64url'))) return undefined;
      return { idempotencyKey: key, ageMs: Date.parse(now) - Number.parseInt(minted, 36) };
    },
  };
}

const FORM = /^([0-9a-z]{1,11})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;
