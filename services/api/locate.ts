import type { CaseFiles, Job, Requester } from '@foja/casefiles';
import type { Claim, Commands } from '@foja/commands/commands.ts';
import type { ProblemCode } from '@foja/contracts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import { REGULATOR_FEED, rucOfFeed } from '@foja/contracts/integration/feeds.ts';
import type { AuditorState } from '@foja/domain/auditor/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { GrantState } from '@foja/domain/indecopi/index.ts';
import type { ProviderState } from '@foja/domain/provider/index.ts';

/** What a request is about, found by its path. A path that could name nothing is about nothing. */
export type Located =
  | { readonly kind: 'house' }
  | { readonly kind: 'provider'; readonly ruc: string; readonly provider: ProviderState }
  | {
      readonly kind: 'claim';
      readonly ruc: string;
      readonly claimId: string;
      readonly bookId: string;
      readonly filedOn: string;
      readonly claim: Claim;
    }
  | { readonly kind: 'feed'; readonly feed: string; readonly ruc: string | undefined }
  | { readonly kind: 'grant'; readonly grantId: string; readonly grant: GrantState }
  | {
      readonly kind: 'case-file';
      readonly requester: Requester;
      readonly concerns: readonly string[];
      readonly job: Job;
    }
  | { readonly kind: 'auditor'; readonly auditorId: string; readonly auditor: AuditorState }
  | { readonly kind: 'absent'; readonly code: ProblemCode };

export type Place = Pick<RouteDefinition, 'path' | 'params'>;

/** Where things are looked for. */
export interface Whereabouts {
  readonly commands: Commands;
  readonly caseFiles: Pick<CaseFiles, 'find'>;
}

export async function locate(route: Place, params: unknown, { commands, caseFiles }: Whereabouts): Promise<Located> {
  if (route.params === undefined) return { kind: 'house' };
  const parsed = route.params.safeParse(params);
  const { ruc, bookId, claimId, auditorId, grantId, exportId, feed } = (parsed.data ?? {}) as Readonly<
    Record<string, string | undefined>
  >;
  if (claimId !== undefined) return ofClaim(claimId, commands);
  if (bookId !== undefined) return ofBook(bookId, commands);
  if (ruc !== undefined) return ofProvider(ruc, commands);
  if (auditorId !== undefined) return ofAuditor(auditorId, commands);
  if (grantId !== undefined) return ofGrant(grantId, commands);
  if (exportId !== undefined) return ofCaseFile(exportId, caseFiles);
  if (feed !== undefined) return locateFeed(feed, commands);
  return { kind: 'absent', code: route.path.startsWith('/v1/books/') ? 'book/not-found' : 'resource/not-found' };
}

async function ofClaim(claimId: string, commands: Commands): Promise<Located> {
  const claim = await commands.claim(claimId);
  if (claim === undefined) return { kind: 'absent', code: 'claim/not-found' };
  const { ruc, bookId, filedAt } = claim.state.filed;
  return { kind: 'claim', ruc, claimId, bookId, filedOn: limaDateOf(filedAt), claim };
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

async function ofGrant(grantId: string, commands: Commands): Promise<Located> {
  const grant = await commands.official(grantId, { fresh: true });
  return grant.issued === undefined ? { kind: 'absent', code: 'grant/not-found' } : { kind: 'grant', grantId, grant };
}

/** A registered provider has a feed, be it empty. */
async function locateFeed(feed: string, commands: Commands): Promise<Located> {
  const ruc = rucOfFeed(feed);
  const there = ruc === undefined ? feed === REGULATOR_FEED : (await ofProvider(ruc, commands)).kind === 'provider';
  return there ? { kind: 'feed', feed, ruc } : { kind: 'absent', code: 'resource/not-found' };
}

async function ofCaseFile(exportId: string, caseFiles: Pick<CaseFiles, 'find'>): Promise<Located> {
  const job = await caseFiles.find(exportId.toLowerCase());
  return job === undefined
    ? { kind: 'absent', code: 'export/not-found' }
    : { kind: 'case-file', requester: job.requester, concerns: concernsOf(job), job };
}

/** What a provider makes for itself concerns nobody else. */
function concernsOf({ recipient, scopes }: Job): string[] {
  return recipient === 'indecopi' ? [...new Set(scopes.map(({ ruc }) => ruc))] : [];
}

/** Asks the store before it says that a provider is not there: another process may just have registered it. */
async function ofProvider(ruc: string, commands: Commands): Promise<Located> {
  let provider = await commands.provider(ruc);
  if (provider.registered === undefined) provider = await commands.provider(ruc, { fresh: true });
  return provider.registered === undefined
    ? { kind: 'absent', code: 'provider/not-registered' }
    : { kind: 'provider', ruc, provider };
}
