import { randomUUID } from 'node:crypto';
import type { CommandSide } from '@foja/commands';
import { runErpCommands } from '@foja/feeds/commands/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import { filingOn, openTestBook, registerFirm, startCommands } from '../commands.ts';
import { freshDatabase, openStore } from '../postgres.ts';
import { plainAddress } from './feed-house.ts';

/** What takes commands, without HTTP: a ledger of its own, and its command side. */
export interface ErpHouse {
  readonly appUrl: string;
  readonly store: EventStore;
  readonly commands: CommandSide;
  /** All that was logged, as text. */
  logged(): string;
  /** Files a claim in a book of the firm's; a firm is registered at its first. */
  file(ruc: string, sector?: 'general' | 'sbs'): Promise<string>;
  /** A member of the group, until it is stopped. */
  take(broker: { readonly address: string }, instead?: Partial<TakenCommands>): Taking;
  close(): Promise<void>;
}

type TakenCommands = Pick<CommandSide, 'claim' | 'onClaim' | 'rucs'>;

export interface Taking {
  stop(): Promise<void>;
}

/** The least that brokers allow. */
export const SESSION_MS = 6_000;

export async function openErpHouse(): Promise<ErpHouse> {
  const database = await freshDatabase();
  const store = openStore(database.appUrl);
  const commands = await startCommands(store);
  const books = new Map<string, string>();
  let text = '';
  let filed = 0;
  const keep = (about: object, message: string): void => {
    text += `${JSON.stringify(about)} ${message}\n`;
  };
  const say = { debug: (message: string) => keep({}, message), info: keep, warn: keep };
  return {
    appUrl: database.appUrl,
    store,
    commands,
    logged: () => text,
    async file(ruc, sector = 'general') {
      let bookId = books.get(ruc);
      if (bookId === undefined) {
        await registerFirm(commands, ruc, sector);
        bookId = await openTestBook(commands, { ruc });
        books.set(ruc, bookId);
      }
      filed += 1;
      const actor = { role: 'consumer', id: 'anonymous' };
      const key = `claim-${filed}`;
      const by = { actor, commandId: randomUUID(), correlationId: key };
      const done = await commands.file(filingOn(bookId, key), by);
      if (!done.ok) throw new Error(done.refusal.code);
      return done.claimId;
    },
    take(broker, instead = {}) {
      const ending = new AbortController();
      const { claim, onClaim, rucs } = commands;
      const running = runErpCommands({
        address: plainAddress(broker),
        commands: { claim, onClaim, rucs, ...instead },
        clock: () => new Date().toISOString(),
        say,
        signal: ending.signal,
        sessionMs: SESSION_MS,
      });
      return {
        async stop() {
          ending.abort();
          await running;
        },
      };
    },
    async close() {
      await commands.close();
      await store.close();
      await database.drop();
    },
  };
}
