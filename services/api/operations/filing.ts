import type { Filing } from '@foja/commands/commands.ts';
import type { claimRoutes } from '@foja/contracts/http/routes/claims.ts';
import type { Call, Operations } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { Problem, refused } from '../problem.ts';
import { providerOf } from './located.ts';
import { written } from './replies.ts';

export const filingOperations: Operations<Pick<typeof claimRoutes, 'fileClaim'>> = {
  async fileClaim(call, { commands, tokens, limits }) {
    const { conformity: _agreed, ...body } = call.body;
    const filing = commands.file(
      {
        bookId: call.params.bookId,
        idempotencyKey: call.idempotencyKey,
        channel: channelOf(call),
        body: body as Filing['body'],
      },
      call.caller,
    );
    const result = await inTime(filing, limits.handlerTimeoutMs);
    if (!result.ok) throw refused(result.refusal);
    const { claimId, filed, number } = result;
    const claim = `/v1/claims/${claimId}`;
    return written(result, {
      status: 201,
      headers: { location: claim, etag: `"${result.revision}"` },
      body: {
        claimId,
        sheetNumber: number.sheetNumber,
        bookCode: filed.bookCode,
        filedAt: limaInstant(filed.filedAt),
        dueOn: filed.deadline.dueOn,
        regime: filed.deadline.regimeId,
        trackingToken: tokens.tokenFor(claimId),
        warnings: filed.warnings,
        links: { claim, sheet: `${claim}/sheet?copy=consumer`, deadline: `${claim}/deadline` },
      },
    });
  },
};

/** @throws Problem where it takes too long: the filing may still be stored, and its key finds out. */
async function inTime<T>(filing: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const problem = () => new Problem('server/unknown-outcome', { headers: { 'retry-after': '2' } });
    timer = setTimeout(() => reject(problem()), timeoutMs);
  });
  try {
    return await Promise.race([filing, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A page files without a key; a program files with its provider's. */
function channelOf(call: Call<'fileClaim'>): Filing['channel'] {
  const { ruc } = providerOf(call);
  const byProvider = 'ruc' in call.actor && call.actor.ruc === ruc;
  if (!byProvider) return 'web';
  const book = providerOf(call).provider.books.get(call.params.bookId);
  return book?.channel === 'backup' ? 'backup' : 'api';
}
