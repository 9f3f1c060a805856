import { claimStream } from '@foja/domain/claim/index.ts';
import { opening } from '@foja/ledger/vault/index.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { fileAClaim, openFirm } from '../acceptance/people.ts';

/** Several streams in one question are what each is by itself, boxes closed and open. */

let house: House;
let streams: string[];
beforeAll(async () => {
  house = await openHouse();
  const firm = await openFirm(house);
  const filed = [await fileAClaim(house, firm), await fileAClaim(house, firm), await fileAClaim(house, firm)];
  streams = filed.map(({ claimId }) => claimStream(claimId));
});
afterAll(() => house.close());

it('reads whole streams, or the rest of them, and nothing of one that is not there', async () => {
  const { stored } = house;
  const [first = '', second = '', third = ''] = streams;
  const parts = [
    { stream: second, from: 0 },
    { stream: first, from: 1 },
    { stream: third, from: 99 },
    { stream: 'claim-ninguno', from: 0 },
  ];
  const read = (await stored.readMany?.(parts)) ?? [];
  const of = (stream: string) => read.filter((event) => event.stream === stream);
  expect(of(second)).toEqual(await stored.read(second));
  expect(of(first)).toEqual(await stored.read(first, { from: 1 }));
  expect(read).toHaveLength(of(first).length + of(second).length);
  expect(await stored.readMany?.([])).toEqual([]);
});

it('comes out of the confidential store opened, and what was read closed is opened to the same', async () => {
  const parts = streams.map((stream) => ({ stream, from: 0 }));
  const closed = (await house.stored.readMany?.(parts)) ?? [];
  expect(JSON.stringify(closed.map(({ data }) => data))).not.toContain('Rosa Ficticia');
  const opened = await house.store.readMany?.(parts);
  expect(JSON.stringify(opened?.map(({ data }) => data))).toContain('Rosa Ficticia');
  expect(await opening(house.vault)(closed)).toEqual(opened);
});
