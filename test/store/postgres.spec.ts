import { freshDatabase, openStore } from '../support/postgres.ts';
import { eventStoreContract } from './contract.ts';

eventStoreContract('postgres', async () => {
  const database = await freshDatabase();
  const stores = [openStore(database.appUrl)];
  const [store = openStore(database.appUrl)] = stores;
  return {
    store,
    another() {
      const other = openStore(database.appUrl);
      stores.push(other);
      return other;
    },
    async close() {
      await Promise.all(stores.map((opened) => opened.close()));
      await database.drop();
    },
  };
});
