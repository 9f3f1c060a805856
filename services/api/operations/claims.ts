import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { claimRoutes } from '@foja/contracts/http/routes/claims.ts';
import { copyDelivered, DOCUMENT_CSP } from '@foja/documents';
import { claimComputation } from '@foja/domain/claim/index.ts';
import type { Call, Operations, Reply, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { pdfReply, printed } from '../sheet/pdf.ts';
import { sheetOf } from '../sheet/sheet.ts';
import { claimAnswer } from './claim-answer.ts';
import { computationAnswer } from './computation-answer.ts';
import { claimOf } from './located.ts';

type Mine = 'readClaim' | 'readHistory' | 'readSheet' | 'readClaimDeadline';

export const claimOperations: Operations<Pick<typeof claimRoutes, Mine>> = {
  readClaim(call) {
    const { claim } = claimOf(call);
    return { status: 200, headers: { etag: `"${claim.revision}"` }, body: claimAnswer(claim, call.actor) };
  },

  readHistory(call) {
    const { claim, claimId } = claimOf(call);
    const events = claim.history.filter(until(call.query.asOf)).map(({ event, revision, metadata }) => ({
      revision,
      type: event.type,
      occurredAt: limaInstant(metadata.occurredAt),
      actor: metadata.actor,
      data: event.data,
    }));
    return { status: 200, headers: { etag: `"${claim.revision}"` }, body: { claimId, events } };
  },

  async readSheet(call, world) {
    const type = call.prefers(SHEET_TYPES);
    if (type === undefined) {
      throw new Problem('request/not-acceptable', {
        detail: {
          es: `La hoja se sirve como ${SHEET_TYPES.join(', ')}.`,
          en: `The sheet is served as ${SHEET_TYPES.join(', ')}.`,
        },
      });
    }
    const { claim } = claimOf(call);
    const copy = call.query.copy ?? copyFor(call);
    // The consumer's copy bears the link by which one accepts an offer in the consumer's name: nobody else gets that.
    const options = { withoutLink: call.actor.role !== 'consumer' };
    const headers = { vary: 'Accept, Accept-Language' };
    if (type === 'application/pdf') {
      const document = await printed(() => world.documents.sheet(claim, copy, options));
      await recordDownload(call, world, { copy, documentSha256: document.sha256 });
      return pdfReply(document, headers);
    }
    if (type === 'text/html') {
      return {
        status: 200,
        headers: { ...headers, 'content-security-policy': `${DOCUMENT_CSP}; frame-ancestors 'none'` },
        contentType: 'text/html; charset=utf-8',
        body: await world.documents.sheetHtml(claim, copy, options),
      } satisfies Reply;
    }
    const { regime } = lawOf(call, world);
    return { status: 200, headers, body: sheetOf(claim, { legends: regime.legends, copy }) };
  },

  readClaimDeadline(call, world) {
    const { claim, claimId } = claimOf(call);
    const { law } = lawOf(call, world);
    const computation = computationAnswer(claimComputation(law, claim.state));
    return { status: 200, body: { claimId, dueOn: claim.state.dueOn, computation } };
  },
};

/** What an official takes away is written down before the first byte leaves. Of an erased claim there is nothing left to take. */
async function recordDownload(
  call: Call<'readSheet'>,
  { commands }: Pick<World, 'commands'>,
  what: { readonly copy: 'consumer' | 'provider' | 'indecopi'; readonly documentSha256: string },
): Promise<void> {
  const { claim, claimId } = claimOf(call);
  if (call.actor.role !== 'indecopi' || claim.state.erasedOn !== undefined) return;
  const result = await commands.onClaim(claimId, copyDelivered({ ...what, medium: 'platform' }), call.caller);
  if (!result.ok) throw refused(result.refusal);
}

const SHEET_TYPES = ['application/json', 'text/html', 'application/pdf'];

/** Everything up to a revision, or up to what had happened at an instant. */
function until(asOf: string | undefined): (entry: { revision: number; metadata: { occurredAt: string } }) => boolean {
  if (asOf === undefined) return () => true;
  if (/^\d+$/.test(asOf)) return ({ revision }) => revision <= Number(asOf);
  const moment = Date.parse(asOf);
  return ({ metadata }) => Date.parse(metadata.occurredAt) <= moment;
}

function lawOf(call: Call<'readSheet' | 'readClaimDeadline'>, { commands }: World) {
  const { state } = claimOf(call).claim;
  const law = knownLaw(commands, state.lawVersion);
  const regime = law.regimes.find(({ id }) => id === state.regimeId);
  if (regime === undefined) throw new Error('the law of the claim does not hold its regime');
  return { law, regime };
}

/** An amendment made elsewhere a moment ago may not have reached this process: it will have by the next try. */
function knownLaw(commands: World['commands'], version: string) {
  try {
    return commands.lawAt(version);
  } catch (cause) {
    throw new Problem('read/behind', { headers: { 'retry-after': '1' } }, cause);
  }
}

function copyFor({ actor }: Call<'readSheet'>): 'consumer' | 'provider' | 'indecopi' {
  return actor.role === 'consumer' || actor.role === 'indecopi' ? actor.role : 'provider';
}
