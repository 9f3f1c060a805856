import { type Feeds, openFeeds } from './background/feeds.ts';
import { openLedger } from './ledger.ts';
import { type Environment, readSettings } from './settings.ts';

/** The feeds for one command of the command line, for as long as `work` takes. */
export async function withFeeds<T>(environment: Environment, work: (feeds: Feeds) => Promise<T>): Promise<T> {
  const ledger = await openLedger(readSettings(environment), { log: () => undefined });
  try {
    const feeds = await openFeeds({ ...ledger, log: () => undefined });
    try {
      return await work(feeds);
    } finally {
      await feeds.close();
    }
  } finally {
    await ledger.close('release');
  }
}
