import { base64, type Checkpoint } from '@foja/domain/ledger/index.ts';

/**
 * Roots that a bundle's checkpoints were signed with, by size. Two roots of one size are two histories under one key, however well
 * each proof holds by itself.
 */
export class Roots {
  readonly #bySize = new Map<number, string>();

  /** False where another root of that size was signed, too. */
  agree({ size, root }: Pick<Checkpoint, 'size' | 'root'>): boolean {
    const text = base64(root);
    const known = this.#bySize.get(size);
    if (known === undefined) this.#bySize.set(size, text);
    return known === undefined || known === text;
  }
}
