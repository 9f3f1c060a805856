import { setTimeout as delay } from 'node:timers/promises';
import type { Claim } from '@foja/commands/commands.ts';
import type { ProofFile } from '@foja/contracts/http/answers/proof.ts';
import type { Attachment } from './transport.ts';

/** The proof file of a claim as it is now; undefined while nothing of it is sealed. */
export type ProofFileOf = (claimId: string) => Promise<ProofFile | undefined>;

const LOOK_MS = 200;
/** After a wait in vain nobody seals: for this long, mails look once and go on. */
const IMPATIENT_MS = 30_000;

/**
 * Waits a little for the claim to be sealed as it was read, and answers its proof file as an attachment; undefined where it
 * takes longer, or where there is no proof to be had. Never rejects: a mail does not wait for a log.
 */
export function proofAttacher(
  proofFile: ProofFileOf,
  waitMs: number,
): (claim: Claim) => Promise<Attachment | undefined> {
  let impatientUntilMs = Number.NEGATIVE_INFINITY;

  return async ({ state, revision }) => {
    const { claimId } = state.filed;
    const startedMs = performance.now();
    const untilMs = startedMs < impatientUntilMs ? startedMs : startedMs + waitMs;
    for (;;) {
      const file = await proofFile(claimId).catch(() => 'none' as const);
      if (file === 'none') return undefined;
      if (file !== undefined && file.events.length > revision) return attachment(state.number?.sheetNumber, file);
      if (performance.now() + LOOK_MS > untilMs) break;
      await delay(LOOK_MS);
    }
    impatientUntilMs = performance.now() + IMPATIENT_MS;
    return undefined;
  };
}

function attachment(sheetNumber: string | undefined, file: ProofFile): Attachment {
  return {
    fileName: `prueba-${sheetNumber ?? 'sin-numero'}.json`,
    mediaType: 'application/json',
    bytes: Buffer.from(`${JSON.stringify(file, undefined, 1)}\n`),
  };
}
