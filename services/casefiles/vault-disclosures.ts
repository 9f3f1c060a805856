import { openBox, sealedIn } from '@foja/ledger/vault/box.ts';
import { opening, type Vault } from '@foja/ledger/vault/index.ts';
import type { Disclosures } from './port.ts';

/**
 * What the boxes of stored events hold, with the salts: whoever is shown them can hold each against the commitment in the
 * event. What was erased is left out; so is a box that cannot be opened, which the ledger's own check names.
 */
export function vaultDisclosures(vault: Vault): Disclosures {
  return {
    opened: opening(vault),

    async of(events) {
      const boxed = events.flatMap((event) => {
        const sealed = sealedIn(event.data);
        return sealed === undefined ? [] : [{ event, sealed }];
      });
      if (boxed.length === 0) return undefined;
      const keys = await vault.find([...new Set(boxed.map(({ sealed }) => sealed.kid))]);
      const disclosed = boxed.flatMap(({ event, sealed }) => {
        const key = keys.get(sealed.kid);
        const opened =
          key === undefined || typeof key === 'string' ? undefined : opens(() => openBox(sealed, key, event));
        return opened === undefined ? [] : [{ revision: event.revision, salt: opened.salt, values: opened.values }];
      });
      return { how: HOW, stream: events[0]?.stream ?? '', disclosed };
    },
  };
}

const HOW =
  'base64(SHA-256("foja/commitment/1" + LF + JCS({"salt":salt,"values":values}))) = sealed.commitment de ese acto en eventos.json';

function opens(open: () => ReturnType<typeof openBox>): ReturnType<typeof openBox> | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
