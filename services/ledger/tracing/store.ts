import type { AppendResult, EventStore, StreamAppend } from '../port.ts';
import type { Traces } from './port.ts';

/** The same store; each append is told to the traces of its events, whoever else's events went with them. */
export function tracedStore(store: EventStore, traces: Traces): EventStore {
  async function told(appends: readonly StreamAppend[], work: () => Promise<AppendResult>): Promise<AppendResult> {
    const from = Date.now();
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = result.outcome;
      return result;
    } finally {
      const events = appends.flatMap((append) => append.events);
      traces.worked('ledger append', events, { from, to: Date.now() }, { 'foja.outcome': outcome });
    }
  }

  const { appendAtomically } = store;
  return {
    ...store,
    append: (append) => told([append], () => store.append(append)),
    ...(appendAtomically === undefined
      ? {}
      : { appendAtomically: (appends) => told(appends, () => appendAtomically(appends)) }),
  };
}
