import { randomUUID } from 'node:crypto';
import { type CommandSide, finishNumbering, NumberingReactor } from '@foja/commands';
import { Directory } from '@foja/commands/directory.ts';
import { viewClaim } from '@foja/domain/claim/index.ts';
import { closeBook } from '@foja/domain/provider/index.ts';
import type { EventStore, StreamAppend } from '@foja/ledger/port.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, filingOn, openTestBook, RUC, registerFirm, startCommands } from '../support/commands.ts';
import { openStandIn } from '../support/eventstoredb/stand-in.ts';
import { freshDatabase, openStore } from '../support/postgres.ts';

/** Somewhere that keeps a ledger of its own; each store opened there is what another process would open. */
interface Place {
  open(): EventStore;
  close(): Promise<void>;
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  async postgres() {
    const database = await freshDatabase();
    return { open: () => openStore(database.appUrl), close: () => database.drop() };
  },
  // Nothing is appended atomically there: every filing takes its three steps.
  eventstoredb: () => openStandIn(),
};

describe.each(Object.entries(places))('on %s', (_name, openPlace) => {
  let place: Place;
  let store: EventStore;
  let commands: CommandSide;

  beforeAll(async () => {
    place = await openPlace();
    store = place.open();
    commands = await startCommands(store);
    await registerFirm(commands);
  });

  afterAll(async () => {
    await commands.close();
    await store.close();
    await place.close();
  });

  let books = 0;
  function newBook(options: { firstNumber?: number } = {}): Promise<string> {
    books += 1;
    return openTestBook(commands, { ...options, code: `LIBRO-${books}` });
  }

  async function fileMany(side: CommandSide, bookId: string, keys: readonly string[]): Promise<number[]> {
    const results = await Promise.all(keys.map((key) => side.file(filingOn(bookId, key), caller('consumer'))));
    return results.map((result) => {
      if (!result.ok) throw new Error(result.refusal.code);
      return result.number.correlative;
    });
  }

  const keys = (n: number) => Array.from({ length: n }, () => randomUUID());
  const upTo = (n: number, from = 1) => Array.from({ length: n }, (_, index) => from + index);
  const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

  /** The same ledger as a store that knows no multi-stream append; `crash` may end the process before any append. */
  function inSteps(crash: (append: StreamAppend) => boolean = () => false): EventStore {
    return {
      append: async (append) => {
        if (crash(append)) throw new Error('crash');
        return store.append(append);
      },
      read: (...read) => store.read(...read),
      readAll: (...read) => store.readAll(...read),
      subscribe: (...options) => store.subscribe(...options),
      head: () => store.head(),
      close: async () => {},
    };
  }

  describe('filing', () => {
    it('numbers a thousand filings at once 1..1000, with no gap and no duplicate', async () => {
      const numbers = await fileMany(commands, await newBook(), keys(1_000));
      expect(sorted(numbers)).toEqual(upTo(1_000));
    });

    it('goes on from the first number of a book taken over', async () => {
      const numbers = await fileMany(commands, await newBook({ firstNumber: 352 }), keys(3));
      expect(sorted(numbers)).toEqual([352, 353, 354]);
    });

    it('answers the same key and body as the first time, and refuses another body', async () => {
      const bookId = await newBook();
      const first = await commands.file(filingOn(bookId, 'key-1'), caller('consumer'));
      const again = await commands.file(filingOn(bookId, 'key-1'), caller('consumer'));
      if (!first.ok || !again.ok) throw new Error('refused');
      expect(again).toEqual({ ...first, repeated: true, position: again.position });
      const other = await commands.file(filingOn(bookId, 'key-1', 'Otra cosa.'), caller('consumer'));
      expect(other).toEqual({ ok: false, refusal: { code: 'idempotency/reused' } });
      expect(sorted(await fileMany(commands, bookId, ['key-2']))).toEqual([2]);
    });

    it('gives one number to a key that arrives many times at once', async () => {
      const bookId = await newBook();
      const numbers = await fileMany(
        commands,
        bookId,
        Array.from({ length: 40 }, () => 'one key'),
      );
      expect(new Set(numbers)).toEqual(new Set([1]));
    });

    it('lets two processes number one book', async () => {
      const bookId = await newBook();
      const otherStore = place.open();
      const other = await startCommands(otherStore);
      const numbers = await Promise.all([fileMany(commands, bookId, keys(150)), fileMany(other, bookId, keys(150))]);
      await other.close();
      await otherStore.close();
      expect(sorted(numbers.flat())).toEqual(upTo(300));
    });

    it('never files into a book that another process has just closed', async () => {
      const bookId = await newBook();
      const otherStore = place.open();
      const other = await startCommands(otherStore);
      await fileMany(other, bookId, keys(1));
      const closed = await commands.onProvider(
        RUC,
        (state) => closeBook(state, { bookId, reason: 'Cierre' }),
        caller(),
      );
      expect(closed.ok).toBe(true);
      const late = await other.file(filingOn(bookId, 'late'), caller('consumer'));
      expect(late).toEqual({ ok: false, refusal: { code: 'book/closed' } });
      await other.close();
      await otherStore.close();
    });

    it('still answers a repeated key after the book was closed', async () => {
      const bookId = await newBook();
      await commands.file(filingOn(bookId, 'before'), caller('consumer'));
      await commands.onProvider(RUC, (state) => closeBook(state, { bookId, reason: 'Cierre' }), caller());
      expect(await commands.file(filingOn(bookId, 'before'), caller('consumer'))).toMatchObject({
        ok: true,
        repeated: true,
      });
    });
  });

  describe('filing in three steps, where the store cannot append to several streams', () => {
    it('numbers without gap under concurrency', async () => {
      const side = await startCommands(inSteps());
      const numbers = await fileMany(side, await newBook(), keys(60));
      await side.close();
      expect(sorted(numbers)).toEqual(upTo(60));
    });

    for (const [step, prefix, nth] of [
      ['the claim was begun', 'claim-', 1],
      ['the sheet was issued', 'sheets-', 1],
      ['the sheet was numbered', 'claim-', 2],
    ] as const) {
      it(`a crash before ${step} leaves nothing half-done once the client tries again`, async () => {
        const bookId = await newBook();
        let seen = 0;
        const crashing = await startCommands(
          inSteps(({ stream }) => {
            if (stream.startsWith(prefix)) seen += 1;
            return stream.startsWith(prefix) && seen === nth;
          }),
        );
        await expect(crashing.file(filingOn(bookId, 'retried'), caller('consumer'))).rejects.toThrow('crash');
        await crashing.close();
        const after = await startCommands(inSteps());
        expect(await fileMany(after, bookId, ['another', 'retried'])).toHaveLength(2);
        expect(sorted(await fileMany(after, bookId, ['another', 'retried']))).toEqual([1, 2]);
        await after.close();
      });

      it(`the reactor finishes what a crash before ${step} left open`, async () => {
        const bookId = await newBook();
        const from = await store.head();
        let seen = 0;
        const crashing = await startCommands(
          inSteps(({ stream }) => {
            if (stream.startsWith(prefix)) seen += 1;
            return stream.startsWith(prefix) && seen === nth;
          }),
        );
        await expect(crashing.file(filingOn(bookId, 'left open'), caller('consumer'))).rejects.toThrow('crash');
        await crashing.close();
        const begun = !(step === 'the claim was begun');
        const stop = new AbortController();
        const head = await store.head();
        await new Promise<void>((resolve, reject) => {
          new NumberingReactor({
            store: inSteps(),
            after: from,
            signal: stop.signal,
            graceMs: 20,
            reached: async (position) => {
              if (position >= head) resolve();
            },
          })
            .run()
            .catch(reject);
        });
        stop.abort();
        const sheets = await store.read(`sheets-${bookId}-${new Date().getUTCFullYear()}`);
        expect(sheets).toHaveLength(begun ? 1 : 0);
      });
    }

    it('the reactor and the filing process, racing, issue one number', async () => {
      const bookId = await newBook();
      const side = await startCommands(inSteps());
      const directory = new Directory(store);
      await directory.catchUp();
      const from = await store.head();
      const racing = keys(30).map(async (key) => {
        const filed = side.file(filingOn(bookId, key), caller('consumer'));
        const events = await store.readAll({ after: from, max: 1_000, streamPrefix: 'claim-' });
        const open = events.filter(({ type }) => type === 'ClaimFiled').slice(-5);
        await Promise.all(open.map(({ stream }) => finishNumbering(store, directory, stream.slice('claim-'.length))));
        const result = await filed;
        if (!result.ok) throw new Error(result.refusal.code);
        return result.number.correlative;
      });
      expect(sorted(await Promise.all(racing))).toEqual(upTo(30));
      await side.close();
    });
  });

  describe('commands on a claim', () => {
    async function filed(): Promise<string> {
      const result = await commands.file(filingOn(await newBook(), 'k'), caller('consumer'));
      if (!result.ok) throw new Error(result.refusal.code);
      return result.claimId;
    }

    it('refuses an old revision, and says the current one', async () => {
      const claimId = await filed();
      const result = await commands.onClaim(claimId, viewClaim, { ...caller(), expectedRevision: 0 });
      expect(result).toEqual({
        ok: false,
        refusal: { code: 'precondition/failed', detail: { currentRevision: 1 } },
      });
    });

    it('takes a revision that only a delivered mail has overtaken', async () => {
      const claimId = await filed();
      const data = { kind: 'copy', recipient: 'consumer', messageId: randomUUID() } as const;
      const mailed = await commands.onClaim(
        claimId,
        () => ({ ok: true, events: [{ type: 'MailDelivered', data }] }),
        caller('system'),
      );
      expect(mailed.ok).toBe(true);
      expect(await commands.onClaim(claimId, viewClaim, { ...caller(), expectedRevision: 1 })).toMatchObject({
        ok: true,
      });
      const old = await commands.onClaim(claimId, viewClaim, { ...caller(), expectedRevision: 2 });
      expect(old).toMatchObject({ ok: false, refusal: { code: 'precondition/failed' } });
      expect(await commands.onClaim(claimId, viewClaim, { ...caller(), expectedRevision: 99 })).toMatchObject({
        ok: false,
      });
    });

    it('carries out one command id once', async () => {
      const claimId = await filed();
      const by = caller('respondent');
      const first = await commands.onClaim(claimId, viewClaim, by);
      const again = await commands.onClaim(claimId, viewClaim, by);
      expect([first, again]).toMatchObject([
        { ok: true, repeated: false, revision: 2 },
        { ok: true, repeated: true, revision: 2 },
      ]);
    });

    it('decides again where somebody else was faster', async () => {
      const claimId = await filed();
      const results = await Promise.all(keys(8).map(() => commands.onClaim(claimId, viewClaim, caller())));
      expect(results.every(({ ok }) => ok)).toBe(true);
      expect((await commands.claim(claimId))?.revision).toBe(2);
    });

    it('knows no claim that was never filed', async () => {
      expect(await commands.onClaim(randomUUID(), viewClaim, caller())).toEqual({
        ok: false,
        refusal: { code: 'claim/not-found' },
      });
    });
  });

  describe('commands on a provider', () => {
    it('carries out one command id once, and refuses other content under it', async () => {
      const bookId = await newBook();
      const by = caller('operator');
      const close = (reason: string) => commands.onProvider(RUC, (state) => closeBook(state, { bookId, reason }), by);
      expect(await close('Mudanza')).toMatchObject({ ok: true, repeated: false });
      expect(await close('Mudanza')).toMatchObject({ ok: true, repeated: true });
      expect(await close('Otra razón')).toEqual({ ok: false, refusal: { code: 'idempotency/reused' } });
    });
  });
});
