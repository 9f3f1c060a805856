import type { CaseFiles } from '@foja/casefiles';
import type { Caller, Claim, CommandResult, Commands } from '@foja/commands';
import { readRetention } from '@foja/commands/retention.ts';
import type { Documents } from '@foja/documents';
import { claimStream, eraseClaim } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { ScopedClaim } from '@foja/domain/indecopi/index.ts';
import type { FileStore } from '@foja/files';
import type { EventStore } from '@foja/ledger';
import { type Scrubbed, scrubDatabase } from '@foja/ledger/postgres/scrub.ts';
import { kidsOf, type Vault } from '@foja/ledger/vault/index.ts';
import type { Projections } from '@foja/projections';
import { forgetFiles } from './evidence.ts';

/** Everything that holds, or can read, a claim's personal data. */
export interface ErasureParts {
  readonly commands: Pick<Commands, 'onClaim' | 'onProvider'>;
  /** Boxes opened: read models and commands. */
  readonly store: EventStore;
  /** Boxes closed. */
  readonly stored: EventStore;
  readonly vault: Vault;
  readonly projections: Pick<Projections, 'rebuild' | 'waitFor' | 'queries'>;
  readonly documents: Pick<Documents, 'forget'>;
  /** Case files hold copies; those that hold the claim go whole, and can be asked for again. */
  readonly caseFiles: Pick<CaseFiles, 'forget'>;
  readonly files: FileStore;
  /** Mails about claims: those that wait, and those that lie in the outbox. */
  readonly forgetMail: (claimIds: readonly string[]) => Promise<number>;
  /** As the owner of the tables. */
  readonly adminUrl: string;
  readonly clock: () => string;
}

/** How long the read models are given to hear of an erasure. */
const READ_MODELS_MS = 60_000;

/**
 * Erasing is three steps, each of which may be repeated: the fact is appended (from here on it is decided, and whoever
 * finds it undone finishes it), the key is destroyed and with it every boxed word, and what was made of them goes. Then
 * `scrub` takes the remains out of PostgreSQL's files, for many claims at once.
 */
export async function decideErasure(
  { commands, store }: Pick<ErasureParts, 'commands' | 'store'>,
  claimId: string,
  { cause, by }: { readonly cause: 'retention' | 'operator'; readonly by: Caller },
): Promise<CommandResult<Claim>> {
  const rules = await readRetention(store);
  return commands.onClaim(claimId, (claim, { now }) => eraseClaim(claim, { rules, now, cause }), by);
}

export interface Carried {
  readonly keys: number;
  readonly files: number;
  readonly documents: number;
  readonly caseFiles: number;
  readonly mails: number;
}

/** Carries out what ClaimErased says, for these claims. Safe to repeat, and to be cut short anywhere. */
export async function carryOutErasure(
  parts: Omit<ErasureParts, 'adminUrl' | 'clock' | 'commands'>,
  claimIds: readonly string[],
): Promise<Carried> {
  const { stored, vault, documents, caseFiles, files, projections, forgetMail } = parts;
  const kids: string[] = [];
  for (const claimId of claimIds) {
    for (const stream of [claimStream(claimId), `mediation-${claimId}`]) kids.push(...(await kidsOf(stored, stream)));
  }
  // First what cannot be undone, and undoes all the rest.
  if (kids.length > 0) await vault.destroy(kids);
  await heard(parts);
  const claims = claimIds.map((claimId) => ({ claimId, stream: claimStream(claimId) }));
  const gone = await forgetFiles({ stored, files, register: projections.queries.register }, claims);
  let printed = 0;
  let bundled = 0;
  for (const claimId of claimIds) {
    printed += await documents.forget(claimId);
    const claim = await scopedClaim(stored, claimId);
    if (claim !== undefined) bundled += await caseFiles.forget(claim);
  }
  const mails = await forgetMail(claimIds);
  return { keys: new Set(kids).size, files: gone, documents: printed, caseFiles: bundled, mails };
}

/** What tells which scopes a claim lies in; none of it is personal, so it is read from the closed events. */
async function scopedClaim(stored: EventStore, claimId: string): Promise<ScopedClaim | undefined> {
  const [filed] = await stored.read(claimStream(claimId), { max: 1 });
  const { ruc, bookId, filedAt } = (filed?.data ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof ruc !== 'string' || typeof bookId !== 'string' || typeof filedAt !== 'string') return undefined;
  return { ruc, bookId, claimId, filedOn: limaDateOf(filedAt) };
}

/**
 * The remains of what was erased, out of the database's files: read models with personal data are replayed beside and
 * swapped in, so nobody waits for them. @throws where the read models do not hear of the erasure.
 */
export async function scrub(parts: Pick<ErasureParts, 'projections' | 'store' | 'adminUrl'>): Promise<Scrubbed> {
  await heard(parts);
  await parts.projections.rebuild({ only: ['register'] });
  return scrubDatabase(parts.adminUrl);
}

/** The read models know of everything that is in the ledger by now, what was erased above all. @throws where they do not. */
export async function heard({ projections, store }: Pick<ErasureParts, 'projections' | 'store'>): Promise<bigint> {
  const head = await store.head();
  if (await projections.waitFor(head, READ_MODELS_MS, ['register'])) return head;
  throw new Error('the register does not know of the last events yet');
}
