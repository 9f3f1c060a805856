import type { Claim, Commands } from '@foja/commands/commands.ts';
import type { ProblemCode } from '@foja/contracts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import type { AuditorState } from '@foja/domain/auditor/index.ts';
import type { ProviderState } from '@foja/domain/provider/index.ts';

/** What a request is about, found by its path. A path that could name nothing is about nothing. */
export type Located =
  | { readonly kind: 'house' }
  | { readonly kind: 'provider'; readonly ruc: string; readonly provider: ProviderState }
  | { readonly kind: 'claim'; readonly ruc: string; readonly claimId: string; readonly claim: Claim }
  | { readonly kind: 'auditor'; readonly auditorId: string; readonly auditor: AuditorState }
  | { readonly kind: 'absent'; readonly code: ProblemCode };

export type Place = Pick<RouteDefinition, 'path' | 'params'>;

export async function locate(route: Place, params: unknown, commands: Commands): Promise<Located> {
  if (route.params === undefined) return { kind: 'house' };
  const parsed = route.params.safeParse(params);
  const { ruc, bookId, claimId, auditorId } = (parsed.data ?? {}) as Readonly<Record<string, string | undefined>>;
  if (claimId !== undefined) return ofClaim(claimId, commands);
  if (bookId !== undefined) return ofBook(bookId, commands);
  if (ruc !== undefined) return ofProvider(ruc, commands);
  if (auditorId !== undefined) return ofAuditor(auditorId, commands);
  return { kind: 'absent', code: route.path.startsWith('/v1/books/') ? 'book/not-found' : 'resource/not-found' };
}

async function ofClaim(claimId: string, commands: Commands): Promise<Located> {
  const claim = await commands.claim(claimId);
  if (claim === undefined) return { kind: 'absent', code: 'claim/not-found' };
  return { kind: 'claim', ruc: claim.state.filed.ruc, claimId, claim };
}

async function ofBook(bookId: string, commands: Commands): Promise<Located> {
  const ruc = await commands.ownerOf(bookId);
  return ruc === undefined ? { kind: 'absent', code: 'book/not-found' } : ofProvider(ruc, commands);
}

async function ofAuditor(auditorId: string, commands: Commands): Promise<Located> {
  const auditor = await commands.auditor(auditorId, { fresh: true });
  return auditor.issued === undefined
    ? { kind: 'absent', code: 'auditor/not-found' }
    : { kind: 'auditor', auditorId, auditor };
}

/** Asks the store before it says that a provider is not there: another process may just have registered it. */
async function ofProvider(ruc: string, commands: Commands): Promise<Located> {
  let provider = await commands.provider(ruc);
  if (provider.registered === undefined) provider = await commands.provider(ruc, { fresh: true });
  return provider.registered === undefined
    ? { kind: 'absent', code: 'provider/not-registered' }
    : { kind: 'provider', ruc, provider };
}
