import { runErpCommands } from '@foja/feeds/commands/index.ts';
import { startCommands } from '../commands.ts';
import { openStore } from '../postgres.ts';
import { SESSION_MS } from './erp-house.ts';
import { plainAddress } from './feed-house.ts';

// A process that takes commands, and is killed once the first of them is in the ledger and before anybody is told.
// Arguments: the database's address, the broker's.

const [appUrl = '', address = ''] = process.argv.slice(2);
const { claim, onClaim, rucs } = await startCommands(openStore(appUrl));
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };
await runErpCommands({
  address: plainAddress({ address }),
  commands: {
    claim,
    rucs,
    onClaim: async (...about) => {
      await onClaim(...about);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
  clock: () => new Date().toISOString(),
  say: quiet,
  signal: new AbortController().signal,
  sessionMs: SESSION_MS,
});
