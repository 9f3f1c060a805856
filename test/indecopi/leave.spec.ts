import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { whileAllowed } from '@foja/casefiles/leave.ts';
import { readCaseFile } from '@foja/commands/case-file-reader.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { made } from './making.ts';
import { fetchFile, type Official, withLeave } from './officials.ts';

/** What leave given to an official reaches, and what of it ends with it. */

let house: House;
let firm: Firm;
let claim: Filed;
/** Has leave for the whole firm. */
let official: Official;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  claim = await fileAClaim(house, firm);
  const leave = { official: 'Funcionaria Ficticia', reference: 'Exp. 812-2026', scopes: [{ ruc: firm.ruc }] };
  official = await withLeave(house, leave);
});
afterAll(() => house.close());

describe('a leave', () => {
  const another = (scopes: readonly object[]) => withLeave(house, { official: 'Otra', reference: 'Exp. 9', scopes });
  const requestsOn = async ({ claimId }: Filed) =>
    (await house.commands.claim(claimId))?.state.copyRequests.map(({ exportId }) => exportId);

  it('of some days reaches nothing of other days, by any way of asking', async () => {
    const { client } = await another([{ ruc: firm.ruc, filedFrom: '2026-01-01', filedTo: '2026-01-31' }]);
    const scopes: object[] = [
      { kind: 'everything' },
      { kind: 'everything', ruc: firm.ruc },
      { kind: 'book', bookId: firm.bookId },
      { kind: 'book', bookId: firm.bookId, filedFrom: '2020-01-01', filedTo: '2030-01-01' },
      { kind: 'dates', filedFrom: '2026-10-01', filedTo: '2026-10-31' },
      { kind: 'claim', claimId: claim.claimId },
    ];
    for (const scope of scopes) {
      const { body } = await client.fails('requestExport', { body: { scope } });
      expect(['export/empty', 'resource/not-found'], JSON.stringify(scope)).toContain(body.code);
    }
    const { claimId } = claim;
    for (const operation of [
      'readClaim',
      'readHistory',
      'readTrail',
      'readStanding',
      'readSheet',
      'readProof',
    ] as const)
      expect((await client.fails(operation, { params: { claimId } })).status, operation).toBe(404);
    expect((await client.ok('searchAllClaims')).body.items).toEqual([]);
  });

  it('that is revoked ends what is made for it, and hands out nothing any more: no rest of a download, no other cursor', async () => {
    const { client, key, grantId } = await another([{ ruc: firm.ruc }]);
    const ready = (await client.ok('requestExport', { body: { scope: { kind: 'everything' } } })).body.exportId;
    await made(house.caseFiles, ready);
    expect((await fetchFile(house, key, ready, { range: 'bytes=0-9' })).statusCode).toBe(206);
    const waiting = (await client.ok('requestExport', { body: { scope: { kind: 'everything' } } })).body.exportId;
    await house.operator.ok('revokeGrant', { params: { grantId }, body: {} });
    for (const range of ['bytes=10-', 'bytes=0-0', ''])
      expect((await fetchFile(house, key, ready, { range })).statusCode).toBe(401);
    for (const [operation, request] of [
      ['readExport', { params: { exportId: ready } }],
      ['cancelExport', { params: { exportId: waiting } }],
      ['requestExport', { body: { scope: { kind: 'everything' } } }],
      ['listExports', {}],
      ['readClaim', { params: { claimId: claim.claimId } }],
    ] as const)
      expect((await client.fails(operation, request)).status, operation).toBe(401);
    // Another official has the whole provider, too, and none of these.
    expect((await official.client.fails('downloadExport', { params: { exportId: ready } })).status).toBe(404);
    expect((await made(house.caseFiles, waiting)).status).toBe('cancelled');
    // What was whole is kept for nobody.
    await house.caseFiles.sweep();
    expect(existsSync(join(house.workshop, ready))).toBe(false);
    expect(await requestsOn(claim)).toContain(ready);
    expect(await requestsOn(claim)).not.toContain(waiting);
    const { events } = await readCaseFile(house.store, waiting);
    expect(events.map(({ event }) => event.type)).toEqual(['CaseFileRequested', 'CaseFileDiscarded']);
  });

  it('that ends while bytes are handed out ends that, too', async () => {
    let allowed = true;
    async function* manyChunks() {
      for (let n = 0; n < 1_000; n += 1) {
        if (n === 2) allowed = false;
        yield Buffer.from('x');
      }
    }
    const bytes: number[] = [];
    const taking = async () => {
      const handedOut = whileAllowed(Readable.from(manyChunks()), async () => allowed, { askMs: 0 });
      for await (const chunk of handedOut) bytes.push(chunk.length);
    };
    await expect(taking()).rejects.toThrow('the leave ended');
    expect(bytes.length).toBeLessThan(1_000);
  });

  it('that lets somebody take away a sheet leaves a line for each that was taken', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const stored = await house.files.put(Buffer.from('%PDF-1.4 la hoja %%EOF'), { mediaType: 'application/pdf' });
    await house.pool.query(
      `INSERT INTO app.documents (claim_id, kind, copy, revision, sha256, size_bytes)
       SELECT $1, 'sheet', 'indecopi', n, $2, $3 FROM generate_series(0, 30) AS n ON CONFLICT DO NOTHING`,
      [claimId, stored.sha256, stored.sizeBytes],
    );
    const taken = async () =>
      (await house.commands.claim(claimId))?.history.filter(({ event }) => event.type === 'CopyDelivered') ?? [];
    const before = (await taken()).length;
    const read = (accept: string) => official.client.send('readSheet', { params: { claimId }, headers: { accept } });
    expect((await read('application/pdf')).status).toBe(200);
    expect((await read('application/json')).status).toBe(200);
    const [line, ...more] = (await taken()).slice(before);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      event: { data: { copy: 'indecopi', medium: 'platform', documentSha256: stored.sha256 } },
      metadata: { actor: { role: 'indecopi', id: official.grantId } },
    });
  });
});

it('what was said in the logs is nobody’s data', () => {
  expect(house.logged()).not.toContain('Rosa Ficticia');
  expect(house.logged()).not.toContain('Exp. 812-2026');
});
