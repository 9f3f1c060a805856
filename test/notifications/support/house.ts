import { setTimeout as delay } from 'node:timers/promises';
import type { CommandSide } from '@foja/commands';
import { openPool } from '@foja/ledger';
import type { Json } from '@foja/ledger/port.ts';
import { type Mail, type MailOptions, openMail, smtpTransport } from '@foja/notifications';
import type { Projections } from '@foja/projections';
import { runSingleton } from 'foja/background/singleton.ts';
import { expect } from 'vitest';
import { type House, openHouse } from '../../projections/support/house.ts';
import { openTestBook, registerFirm, startCommands } from '../../support/commands.ts';

/** Short waits, so that trouble is over soon. */
export const QUICK = { attemptsMax: 50, firstMs: 20, maxMs: 100, restMaxMs: 50, leaseMs: 20_000 } as const;

export const FROM = 'libro@foja.example';

export interface MailHouse extends House {
  readonly commands: CommandSide;
  readonly readModels: Projections;
  readonly bookId: string;
  /** What was logged, as text. */
  readonly logged: string[];
  /** Moves the clock of everything in the house. */
  setClock(instant: string): void;
  /** Mail with connections of its own, as another process would have; running until it is stopped. */
  mail(options: Partial<MailOptions> & { readonly smtpUrl: string; readonly lock?: number }): Promise<RunningMail>;
}

export interface RunningMail extends Mail {
  /** Ends it in good order. */
  stop(): Promise<void>;
  readonly pool: ReturnType<typeof openPool>;
  /** What ended a run; each was begun again, as the singleton does. */
  readonly failures: unknown[];
}

export async function openMailHouse(startsAt: string): Promise<MailHouse> {
  const house = await openHouse();
  let now = startsAt;
  const clock = () => now;
  const commands = await startCommands(house.store, clock);
  const readModels = house.projections();
  await readModels.start();
  await registerFirm(commands);
  const bookId = await openTestBook(commands);
  const logged: string[] = [];
  const note = (about: object, message: string) => void logged.push(`${JSON.stringify(about)} ${message}`);
  const running: RunningMail[] = [];
  const log = { info: note, warn: note, error: note };

  return {
    ...house,
    commands,
    readModels,
    bookId,
    logged,
    setClock(instant) {
      now = instant;
    },
    async mail({ smtpUrl, lock, ...options }) {
      const pool = openPool(house.database.appUrl, { applicationName: 'foja test mail', max: 6 });
      const mail = await openMail({
        store: house.store,
        pool,
        commands,
        deadlines: readModels.queries.deadlines,
        transport: smtpTransport({ url: smtpUrl, from: FROM }),
        publicUrl: () => 'https://libro.example',
        trackingToken: (claimId) => `ficha-${claimId}`,
        clock,
        log,
        retry: QUICK,
        pdfWaitMs: 500,
        ...options,
      });
      const ending = new AbortController();
      const failures: unknown[] = [];
      const { signal } = ending;
      const singleton = {
        url: house.database.appUrl,
        name: 'mail',
        signal,
        log: (line: string) => failures.push(line),
      };
      const alone = () => runSingleton({ ...singleton, lock: lock ?? 0, work: (until) => mail.run(until) });
      const again = async () => {
        while (!ending.signal.aborted) {
          await mail.run(ending.signal).catch((error: unknown) => failures.push(error));
          await delay(10);
        }
      };
      const run = lock === undefined ? again() : alone();
      const made: RunningMail = {
        ...mail,
        pool,
        failures,
        async stop() {
          ending.abort();
          await run;
          await mail.close();
          if (!pool.ended) await pool.end();
        },
      };
      running.push(made);
      return made;
    },
    async close() {
      await Promise.all(running.map((mail) => mail.stop()));
      await commands.close();
      await house.close();
    },
  };
}

/** Resolves once it holds. */
export async function eventually(holds: () => unknown | Promise<unknown>): Promise<void> {
  await expect.poll(holds, { timeout: 25_000, interval: 20 }).toBeTruthy();
}

/** The events of a claim's stream. */
export async function historyOf(house: MailHouse, claimId: string): Promise<{ type: string; data: Json }[]> {
  const events = await house.store.read(`claim-${claimId}`);
  return events.map(({ type, data }) => ({ type, data }));
}
