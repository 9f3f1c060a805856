import { CONFORMITY_TEXT } from '@foja/commands';
import { providerStream } from '@foja/commands/directory.ts';
import { claimIdOf, eventId } from '@foja/commands/event-ids.ts';
import type { LedgerEvent } from '@foja/contracts';
import { sheetStream } from '@foja/domain/book/numbering.ts';
import { type ClaimState, claimStream, evolveClaim, fileClaim, numberSheet } from '@foja/domain/claim/index.ts';
import { baseLaw, type Law, limaDateOf } from '@foja/domain/deadline/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { type EventToAppend, NO_STREAM, type StreamAppend } from '@foja/ledger/port.ts';
import { v5 as uuidv5 } from 'uuid';
import { writeSheet } from './filing.ts';
import { type Firm, makeFirms } from './firms.ts';
import { liveOn } from './life.ts';
import { type Random, randomFrom } from './random.ts';

export interface SeedOptions {
  readonly claims: number;
  /** The same seed and options make the same events, byte for byte. */
  readonly seed: string;
  /** Instants between which claims are filed; more of them towards the end. */
  readonly from: string;
  /** Also the present: nothing happens after it. */
  readonly to: string;
  readonly law?: Law;
}

/** One atomic append. The first ones make the providers, each with its books; the others file claims. */
export interface SeedStep {
  readonly claims: number;
  readonly appends: readonly StreamAppend[];
}

/** Claims in one append: few enough to fit into one batch of the store. */
const CLAIMS_A_STEP = 200;
const SEED_NAMESPACE = '0b7d3f5c-6a52-5c1e-9d7b-2f6f6b1a7c10';

/** A made-up ledger, step by step, so that a million claims need no more memory than two hundred. */
export function* generate(options: SeedOptions): Generator<SeedStep> {
  const { claims, seed, from, to, law = baseLaw } = options;
  const namespace = uuidv5(JSON.stringify([seed, claims, from, to]), SEED_NAMESPACE);
  const random = randomFrom(namespace);
  const firstYear = Number(limaDateOf(from).slice(0, 4));
  const firms = makeFirms(random, { namespace, firstYear });
  for (const firm of firms) yield { claims: 0, appends: [firmAppend(firm, from, namespace)] };

  const counters = new Map<string, number>();
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(to)];
  for (let done = 0; done < claims; ) {
    const step = Math.min(CLAIMS_A_STEP, claims - done);
    const sheets = new Map<string, { expectedRevision: number; events: EventToAppend[] }>();
    const streams: StreamAppend[] = [];
    for (let nth = done; nth < done + step; nth += 1) {
      const progress = (nth + random.next()) / claims;
      const filedAt = new Date(fromMs + (untilMs - fromMs) * (1 - (1 - progress) ** 2)).toISOString();
      const firm = pickFirm(random, firms);
      const bookId = firm.bookIds[random.between(0, firm.bookIds.length - 1)] ?? '';
      const year = Number(limaDateOf(filedAt).slice(0, 4));
      const stream = sheetStream(bookId, year);
      const revision = (counters.get(stream) ?? NO_STREAM) + 1;
      counters.set(stream, revision);
      const claimId = claimIdOf(bookId, `seed ${seed} ${nth}`);
      const begun = begin({ random, firm, bookId, claimId, filedAt, year, revision, law });
      const lived = liveOn(begun.state, { random, law, untilMs });
      streams.push({
        stream: claimStream(claimId),
        expectedRevision: NO_STREAM,
        events: [...begun.events, ...encode(lived, claimId, random)],
      });
      const sheet = sheets.get(stream) ?? { expectedRevision: revision - 1, events: [] };
      sheet.events.push(begun.sheet);
      sheets.set(stream, sheet);
    }
    done += step;
    const issued = [...sheets].map(([stream, { expectedRevision, events }]) => ({ stream, expectedRevision, events }));
    yield { claims: step, appends: [...issued, ...streams] };
  }
}

interface Beginning {
  readonly random: Random;
  readonly firm: Firm;
  readonly bookId: string;
  readonly claimId: string;
  readonly filedAt: string;
  readonly year: number;
  readonly revision: number;
  readonly law: Law;
}

/** Filed and numbered, with the ids and metadata that a filing over HTTP has. */
function begin({ random, firm, bookId, claimId, filedAt, year, revision, law }: Beginning) {
  const written = writeSheet(random, firm);
  const command = { ...written, claimId, bookId, filedAt, channel: 'web' as const, conformityText: CONFORMITY_TEXT };
  const filed = fileClaim(firm.state, command, { law, now: filedAt });
  const book = firm.state.books.get(bookId);
  if (!filed.ok || book === undefined) throw new Error(`the seed's own claim is refused: ${JSON.stringify(filed)}`);
  const numbered = numberSheet(book, year, revision);
  if (!numbered.ok) throw new Error(`the seed ran out of numbers: ${numbered.refusal.code}`);
  const actor = { role: 'consumer', id: 'anonymous' };
  const metadata = { occurredAt: filedAt, actor, causationId: claimId, correlationId: claimId };
  let state: ClaimState | undefined;
  for (const event of [...filed.events, ...numbered.events]) state = evolveClaim(state, event);
  if (state === undefined) throw new Error('nothing was filed');
  const made = (event: LedgerEvent) => encodeEvent(event, eventId(claimId, event.type), metadata);
  return {
    state,
    events: [...filed.events, ...numbered.events].map(made),
    sheet: made({ type: 'SheetIssued', data: { claimId } }),
  };
}

function encode(lived: ReturnType<typeof liveOn>, claimId: string, random: Random): EventToAppend[] {
  return lived.map(({ event, actor, atMs }) => {
    const id = random.uuid();
    const occurredAt = new Date(atMs).toISOString();
    return encodeEvent(event, id, { occurredAt, actor, causationId: id, correlationId: claimId });
  });
}

function firmAppend(firm: Firm, from: string, namespace: string): StreamAppend {
  const actor = { role: 'operator', id: 'seed' };
  const events = firm.events.map((event, index) => {
    const id = eventId(uuidv5(firm.ruc, namespace), index);
    return encodeEvent(event, id, { occurredAt: from, actor, causationId: id, correlationId: namespace });
  });
  return { stream: providerStream(firm.ruc), expectedRevision: NO_STREAM, events };
}

/** The first firms are the busy ones. */
function pickFirm(random: Random, firms: readonly Firm[]): Firm {
  const firm = firms[Math.floor(random.next() ** 1.8 * firms.length)];
  if (firm === undefined) throw new Error('the seed has no firms');
  return firm;
}
