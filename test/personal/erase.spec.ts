import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foja } from '../cli/program.ts';
import { caller, RUC } from '../support/commands.ts';
import { answer, caughtUp, fileWith, NOW, openPersonalHouse, type PersonalHouse } from './house.ts';
import { findIn } from './tokens.ts';

/** Words of the claim that is erased, and of the one that stays beside it. */
const gone = {
  name: 'Zenobia Ñáñez Quirquincho',
  document: 'X83920174',
  email: 'zenobia.quirq@correo.example',
  detail: 'La estufa Murgatroydia explotó de noche. '.repeat(40),
};
const kept = {
  name: 'Teófilo Wiracochano',
  document: 'Y55501928',
  email: 'teofilo.wira@correo.example',
  detail: 'El ventilador Hibernacula no gira.',
};
const WORDS = [
  'Zenobia',
  'Quirquincho',
  'X83920174',
  'zenobia.quirq',
  'Murgatroydia',
  'Reembolsaremosle',
  'radiografia-secreta',
];
const KEPT = ['Teófilo', 'Y55501928', 'Hibernacula'];

let house: PersonalHouse;
let claimId: string;
let other: string;
let evidence: { sha256: string; sizeBytes: number };
let shared: { sha256: string; sizeBytes: number };

beforeAll(async () => {
  house = await openPersonalHouse();
  claimId = await fileWith(house, gone);
  other = await fileWith(house, kept);
  const { files } = house.parts;
  evidence = await files.put(Buffer.from('bytes of radiografia-secreta Zenobia'), { mediaType: 'image/png' });
  shared = await files.put(Buffer.from('the same receipt'), { mediaType: 'image/png' });
  await attach(claimId, evidence, 'radiografia-secreta.png');
  await attach(claimId, shared, 'boleta.png');
  await attach(other, shared, 'boleta.png');
  await answer(house, claimId, 'Reembolsaremosle todo, señora Zenobia.');
  await answer(house, other, 'Lo cambiaremos.');
  await caughtUp(house);
  // What was printed, and what was mailed.
  const printed = await files.put(Buffer.from('%PDF of Zenobia'), { mediaType: 'application/pdf' });
  await house.pool.query(
    `INSERT INTO app.documents (claim_id, kind, copy, revision, sha256, size_bytes) VALUES ($1, 'sheet', 'consumer', 1, $2, $3)`,
    [claimId, printed.sha256, printed.sizeBytes],
  );
  const mailed = '00000000-0000-4000-8000-000000000001';
  await house.parts.forgetMail([]); // makes the tables
  await house.pool.query(
    `INSERT INTO app.mail (message_id, ruc, claim_id, kind, recipient, about) VALUES ($1, $2, $3, 'copy', 'consumer', '{}')`,
    [mailed, RUC, claimId],
  );
  mkdirSync(join(house.dataDir, 'outbox'), { recursive: true });
  writeFileSync(join(house.dataDir, 'outbox', `${mailed}.eml`), 'To: zenobia.quirq@correo.example');
  // The planner knows the most common words; so would whoever reads its statistics.
  await house.pool.query('ANALYZE proj_register.claims');
  house.setClock(NOW);
});
afterAll(() => house.close());

async function attach(id: string, file: { sha256: string; sizeBytes: number }, fileName: string): Promise<void> {
  const evidenceId = caller().commandId;
  const data = { evidenceId, by: 'consumer', fileName, mediaType: 'image/png', bytes: 'kept', ...file } as const;
  const result = await house.commands.onClaim(id, (claim) => attachEvidence(claim, data), caller('consumer'));
  if (!result.ok) throw new Error(result.refusal.code);
}

describe('before anything is erased', () => {
  it('the ledger holds no word of a claim, though everybody reads it', async () => {
    const { rows } = await house.pool.query<{ data: string }>('SELECT data::text FROM ledger.events');
    const stored = rows.map(({ data }) => data).join('\n');
    for (const word of [...WORDS, ...KEPT]) expect(stored).not.toContain(word);
    expect((await house.commands.claim(claimId))?.state.filed.consumer.name).toBe(gone.name);
  });

  it('the search for words finds them on the disk: the test can fail', () => {
    const found = findIn(house.dataDir, WORDS).join('\n');
    for (const word of ['Zenobia', 'X83920174', 'radiografia-secreta']) expect(found).toContain(word);
  });

  it('the master key is the service’s alone', () => {
    const file = join(house.dataDir, 'master-key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toHaveLength(32);
  });
});

describe('foja erase', () => {
  it('erases beside a running server', async () => {
    const { code, out, err } = await foja(['erase', claimId, '--json'], { DATA_DIR: house.dataDir });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      claimId,
      keys: 1,
      files: 1,
      documents: 1,
      mails: 1,
      scrubbed: true,
      left: [],
    });
  });

  it('leaves no word of the claim in any file: tables, indexes, statistics, log, documents, outbox', async () => {
    expect(findIn(house.dataDir, WORDS)).toEqual([]);
  });

  it('leaves every word of the others', async () => {
    const found = findIn(house.dataDir, KEPT).join('\n');
    for (const word of KEPT) expect(found).toContain(word);
    expect((await house.commands.claim(other))?.state.filed.detail).toBe(kept.detail);
    expect(await house.parts.files.has(shared.sha256)).toBe(true);
    expect(await house.parts.files.has(evidence.sha256)).toBe(false);
  });

  it('leaves the history: what happened, when, by whom', async () => {
    const claim = await house.commands.claim(claimId);
    expect(claim?.history.map(({ event }) => event.type)).toEqual([
      'ClaimFiled',
      'SheetNumbered',
      'EvidenceAttached',
      'EvidenceAttached',
      'ClaimResponded',
      'ClaimErased',
    ]);
    expect(claim?.state.filed).toMatchObject({
      ruc: RUC,
      declaredType: 'reclamo',
      detail: '[borrado]',
      consumer: { name: '[borrado]', documentNumber: '[borrado]', documentType: 'DNI' },
    });
    expect(claim?.state.filed.consumer.email).toBeUndefined();
    expect(claim?.state.response).toMatchObject({ outcome: 'accepted', text: '[borrado]', late: false });
    expect(claim?.history.at(-1)?.metadata.actor).toEqual({ role: 'operator', id: 'command-line' });
  });

  it('leaves the events as they were stored, hash by hash', async () => {
    const events = await house.ledger.stored.read(`claim-${claimId}`);
    expect(events[0]?.data).toHaveProperty('sealed.commitment');
    expect(events.at(-1)?.data).toMatchObject({ cause: 'operator', norm: 'Código, art. 121', keptUntil: '2025-03-10' });
  });

  it('leaves the register, dashboard and statistics', async () => {
    await caughtUp(house);
    const { register, statistics } = house.projections.queries;
    expect(await register.byId(claimId)).toMatchObject({ consumerName: null, excerpt: null, state: 'answered' });
    expect(await statistics.summary({ rucs: [RUC] })).toMatchObject({ filed: 2, answeredOnTime: 2 });
    for (const text of ['Zenobia', 'Murgatroydia', 'borrado']) {
      expect((await register.search({ rucs: [RUC], text })).items).toEqual([]);
    }
    expect((await register.search({ rucs: [RUC], text: 'Hibernacula' })).items).toHaveLength(1);
  });

  it('leaves read models that are what a replay makes of the ledger', async () => {
    const check = await house.projections.rebuildCheck();
    expect(check.differences).toEqual([]);
    await house.projections.rebuild();
    expect(findIn(house.dataDir, WORDS)).toEqual([]);
  });

  it('may be told twice', async () => {
    const { code, out } = await foja(['erase', claimId, '--later', '--json'], { DATA_DIR: house.dataDir });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ files: 0, documents: 0, mails: 0 });
    expect(
      (await house.commands.claim(claimId))?.history.filter(({ event }) => event.type === 'ClaimErased'),
    ).toHaveLength(1);
  });

  it('lets nothing more be written on the claim', async () => {
    const data = {
      evidenceId: caller().commandId,
      by: 'provider',
      fileName: 'x.png',
      mediaType: 'image/png',
      bytes: 'kept',
      ...shared,
    } as const;
    const result = await house.commands.onClaim(claimId, (claim) => attachEvidence(claim, data), caller());
    expect(result).toMatchObject({ ok: false, refusal: { code: 'claim/erased' } });
  });

  it('prints sheets that say what is gone', async () => {
    const claim = await house.commands.claim(claimId);
    if (claim === undefined) throw new Error('no claim');
    expect(await house.documents.sheetHtml(claim, 'provider')).toContain('[borrado]');
  });

  it('told nobody’s name to the logs', () => {
    for (const word of [...WORDS, ...KEPT]) expect(house.logged()).not.toContain(word);
  });
});
