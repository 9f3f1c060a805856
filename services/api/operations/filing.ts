import type { Filing } from '@foja/commands/commands.ts';
import { refused } from '@foja/commands/problems/problem.ts';
import type { claimRoutes } from '@foja/contracts/http/routes/claims.ts';
import type { Call, Operations } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { providerOf } from './located.ts';
import { written } from './replies.ts';

export const filingOperations: Operations<Pick<typeof claimRoutes, 'fileClaim'>> = {
  async fileClaim(call, { commands, tokens, inTime }) {
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
    const result = await inTime.of(filing);
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

/** A page files without a key; a program files with its provider's. */
function channelOf(call: Call<'fileClaim'>): Filing['channel'] {
  const { ruc } = providerOf(call);
  const byProvider = 'ruc' in call.actor && call.actor.ruc === ruc;
  if (!byProvider) return 'web';
  const book = providerOf(call).provider.books.get(call.params.bookId);
  return book?.channel === 'backup' ? 'backup' : 'api';
}
