import { openMemoryStore } from '@foja/ledger';
import { eventStoreContract } from './contract.ts';

eventStoreContract('memory', async () => {
  const store = openMemoryStore();
  return { store, another: () => store, close: () => store.close() };
});
