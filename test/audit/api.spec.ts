import { createHash } from 'node:crypto';
import { proofFile } from '@foja/contracts/http/answers.ts';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import { declareHoliday } from '@foja/domain/law/index.ts';
import { parseTlogProof, verifyTlogProof } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, clientOf } from '../acceptance/client.ts';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { filesOf } from '../indecopi/zip.ts';
import { caller } from '../support/commands.ts';

/** Replay, differences, samples and working papers over HTTP, by a key over two of three providers. */

const HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>';

let house: House;
let first: Firm;
let second: Firm;
let foreign: Firm;
let claim: Filed;
let late: Filed;
let queja: Filed;
let foreignClaim: Filed;
let auditor: Client;
let key: string;

beforeAll(async () => {
  house = await openHouse();
  first = await openFirm(house);
  second = await openFirm(house, { ruc: '20999999001' });
  foreign = await openFirm(house, { ruc: '20131312955' });
  claim = await fileAClaim(house, first, { detail: HOSTILE });
  late = await fileAClaim(house, second);
  queja = await fileAClaim(house, first, { type: 'queja' });
  foreignClaim = await fileAClaim(house, foreign);
  for (let n = 0; n < 36; n += 1) await fileAClaim(house, n % 2 === 0 ? first : second);
  for (let n = 0; n < 10; n += 1) await fileAClaim(house, foreign);
  const body = { label: 'Auditora Ficticia', rucs: [first.ruc, second.ruc] };
  key = (await house.operator.ok('issueAuditor', { body })).body.key;
  auditor = clientOf(house.app, key);
  await live();
});
afterAll(() => house.close());

/** A decree that comes late, evidence after it, an answer after the term, a queja that is a reclamo. */
async function live(): Promise<void> {
  await first.as.respondent.ok('viewClaim', { params: { claimId: claim.claimId }, body: {} });
  const holiday = {
    date: '2026-10-20',
    name: 'Duelo nacional',
    kind: 'FERIADO_NACIONAL',
    norm: 'D. S. 120-2026-PCM',
  } as const;
  const declared = await house.commands.onLaw((law) => declareHoliday(law, holiday), caller('operator'));
  expect(declared.ok).toBe(true);
  const evidence = {
    evidenceId: crypto.randomUUID(),
    by: 'consumer',
    fileName: `${HOSTILE}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: 10,
    sha256: 'b'.repeat(64),
    bytes: 'kept',
  } as const;
  await house.commands.onClaim(claim.claimId, (state) => attachEvidence(state, evidence), caller('consumer'));
  await first.as.respondent.ok('reclassifyClaim', {
    params: { claimId: queja.claimId },
    body: { to: 'reclamo', reason: 'Es del producto.' },
  });
  house.setClock('2026-12-01T10:00:00-05:00');
  const answer = {
    outcome: 'accepted',
    text: 'Se cambia.',
    medium: 'email',
    communicatedAt: '2026-12-01T09:00:00-05:00',
  };
  for (const { claimId } of [late, foreignClaim]) {
    const firm = claimId === late.claimId ? second : foreign;
    await firm.as.respondent.ok('respondToClaim', { params: { claimId }, body: answer });
  }
  house.setClock(NOW);
}

const on = ({ claimId }: Filed) => ({ params: { claimId } });
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

describe('the trail', () => {
  it('says who, when, why, norm and hash of each event, and shows it with its boxes closed', async () => {
    const { body, text } = await auditor.ok('readTrail', on(claim));
    expect(body.events.map(({ type }) => type)).toEqual([
      ...['ClaimFiled', 'SheetNumbered', 'ClaimViewed', 'DeadlineRevised', 'EvidenceAttached'],
    ]);
    expect(body.events[0]).toMatchObject({ norm: expect.stringContaining('31435'), sealed: 'not-yet', version: 2 });
    expect(body.events[0]?.stored).toHaveProperty('sealed');
    expect(text).not.toMatch(/Rosa|alert\(1\)|rosa@correo/);
  });

  it('is sealed once the log has it, with hashes that lead to a proof', async () => {
    await house.seal();
    await expect
      .poll(async () => (await auditor.ok('readTrail', on(claim))).body.events.map(({ sealed }) => sealed))
      .not.toContain('not-yet');
    const { events } = (await auditor.ok('readTrail', on(claim))).body;
    for (const { sha256: digest, leaf } of events) {
      expect(leaf).toBe(sha256(`\0foja-event/v1 sha256:${digest}`));
    }
  });
});

describe('a moment of a claim', () => {
  it('has what was known then: no later evidence, no later decree', async () => {
    const before = (await auditor.ok('readStanding', { ...on(claim), query: { asOf: '2' } })).body;
    expect(before).toMatchObject({ later: 2, asOf: { revision: 2, clock: 'recorded' }, law: { amendments: [] } });
    expect(before.claim).toMatchObject({ evidence: [], dueOn: '2026-10-27', viewed: true });
    const after = (await auditor.ok('readStanding', on(claim))).body;
    expect(after.claim).toMatchObject({ dueOn: '2026-10-28', evidence: [{ sha256: 'b'.repeat(64) }] });
    expect(after.deadline).toMatchObject({ agrees: true, computation: { lawVersion: 'pe-2026-11+1' } });
    expect(after.law.amendments).toMatchObject([{ norm: 'D. S. 120-2026-PCM', version: 'pe-2026-11+1' }]);
  });

  it('may be an instant, by either clock; before the filing there is nothing', async () => {
    const { events } = (await auditor.ok('readTrail', on(claim))).body;
    const asOf = events[2]?.recordedAt ?? '';
    const by = async (query: Record<string, string>) =>
      (await auditor.ok('readStanding', { ...on(claim), query })).body;
    expect((await by({ asOf })).asOf.revision).toBe(2);
    // In this house the clock stands still, and the database's does not.
    expect((await by({ asOf: NOW, clock: 'occurred' })).asOf.revision).toBe(4);
    const { status, body } = await auditor.fails('readStanding', {
      ...on(claim),
      query: { asOf: '2020-01-01T00:00:00-05:00' },
    });
    expect([status, body.code]).toEqual([404, 'claim/not-found']);
    // An act that there is not, an instant to come, an instant of no zone: none is the present under another name.
    for (const wrong of ['5', '999999999', '2031-01-01T00:00:00-05:00', '2026-10-05T10:00:00', '2026-10-05T25:00:00Z'])
      expect((await auditor.fails('readStanding', { ...on(claim), query: { asOf: wrong } })).status).toBe(422);
    const beyond = await auditor.fails('compareStandings', { ...on(claim), query: { to: '5' } });
    expect(beyond.body.errors).toEqual([expect.objectContaining({ field: 'to', code: 'field/too-large' })]);
    // The same instant in another zone is the same moment.
    const elsewhere = new Date(asOf).toISOString().replace('Z', '+00:00');
    expect((await by({ asOf: elsewhere })).asOf.revision).toBe(2);
    for (const wrong of ['ayer', '-1', '2026-10-05', '1e3']) {
      expect((await auditor.fails('readStanding', { ...on(claim), query: { asOf: wrong } })).status).toBe(422);
    }
  });

  it('differs from another field by field, day by day', async () => {
    const { body } = await auditor.ok('compareStandings', { ...on(claim), query: { from: '1' } });
    expect(body.facts).toContainEqual({ field: 'dueOn', label: 'Vence', before: '27/10/2026', after: '28/10/2026' });
    expect(body.facts).toContainEqual({
      field: 'evidence.consumer',
      label: 'Archivos del consumidor',
      before: '0',
      after: '1',
    });
    expect(body.days).toContainEqual(expect.objectContaining({ date: '2026-10-20', before: 'día hábil 10' }));
    expect(body.events.map(({ type }) => type)).toEqual(['ClaimViewed', 'DeadlineRevised', 'EvidenceAttached']);
    expect(JSON.stringify(body)).not.toMatch(/alert\(1\)|Rosa/);
  });
});

describe('a sample', () => {
  const draw = async (query: Record<string, string> = {}) => (await auditor.ok('drawSample', { query })).body;
  const ids = (body: { items: { claimId: string }[] }) => body.items.map(({ claimId }) => claimId);

  it('is what anybody works out from seed and population', async () => {
    const all = await draw({ size: '500', seed: 'x' });
    expect(all.population).toBe(39);
    const again = all.items
      .map(({ claimId }) => ({ claimId, rank: sha256(`semilla-7${claimId}`) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
      .slice(0, 10);
    const drawn = await draw({ size: '10', seed: 'semilla-7' });
    expect(drawn.items.map(({ claimId, rank }) => ({ claimId, rank }))).toEqual(again);
  });

  it('is all of it where more is asked for than there is, and of no seed where the seed is none', async () => {
    const all = await draw({ seed: 'x', size: '5000' });
    expect(all.items).toHaveLength(all.population);
    expect((await auditor.fails('drawSample', { query: { seed: '' } })).status).toBe(422);
    expect((await auditor.fails('drawSample', { query: { size: '5001' } })).status).toBe(422);
    expect((await auditor.fails('drawSample', { query: { size: '0' } })).status).toBe(422);
    expect((await draw()).parameters.seed).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is drawn again by its link, whatever was filed since', async () => {
    const drawn = await draw({ size: '10' });
    expect(drawn.parameters.seed).toMatch(/^[0-9a-f]{16}$/);
    await fileAClaim(house, first);
    const { search } = new URL(drawn.links['self'] ?? '', 'http://x');
    const again = await draw(Object.fromEntries(new URLSearchParams(search)));
    expect(again).toEqual(drawn);
    expect((await draw({ size: '1' })).population).toBe(drawn.population + 1);
    expect(drawn.links['self']).not.toMatch(/Rosa|01234567/);
  });

  it('never holds a claim of a provider that the auditor may not see, nor is one to be asked for', async () => {
    const own = new Set([first.ruc, second.ruc]);
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w.-]{1,64}$/), fc.integer({ min: 1, max: 500 }), async (seed, size) => {
        for (const population of ['filed', 'late', 'reclassified']) {
          const { items } = await draw({ seed, size: String(size), of: population });
          expect(items.every(({ ruc }) => own.has(ruc))).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
    for (const rucs of [foreign.ruc, `${first.ruc},${foreign.ruc}`, '20100070970']) {
      const { status, body } = await auditor.fails('drawSample', { query: { rucs } });
      expect([status, body.code]).toEqual([404, 'resource/not-found']);
      expect((await auditor.fails('exportPapers', { query: { rucs } })).status).toBe(404);
    }
  });

  it('takes every claim as often as any other', async () => {
    const { parameters, population } = await draw({ size: '1' });
    const counts = new Map<string, number>();
    const rounds = 400;
    for (let n = 0; n < rounds; n += 1) {
      const { items } = await house.projections.queries.samples.draw({
        ...{ of: 'filed', rucs: parameters.rucs, position: BigInt(parameters.position) },
        ...{ seed: `ronda-${n}`, size: 10 },
      });
      for (const { claimId } of items) counts.set(claimId, (counts.get(claimId) ?? 0) + 1);
    }
    const expected = (rounds * 10) / population;
    const all = [...counts.values(), ...Array.from({ length: population - counts.size }, () => 0)];
    const chiSquare = all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 39 degrees of freedom: 99.9 % lie below 72. The seeds are fixed, so this never wavers.
    expect(chiSquare).toBeLessThan(72);
  });

  it('may be of all late answers, or of all that were reclassified, as of a position', async () => {
    expect(ids(await draw({ of: 'late' }))).toEqual([late.claimId]);
    const reclassified = await draw({ of: 'reclassified' });
    expect(ids(reclassified)).toEqual([queja.claimId]);
    const { events } = (await auditor.ok('readTrail', on(queja))).body;
    const at = events.find(({ type }) => type === 'ClaimReclassified')?.position ?? '';
    expect(ids(await draw({ of: 'reclassified', position: String(BigInt(at) - 1n) }))).toEqual([]);
    expect(ids(await draw({ of: 'reclassified', position: at }))).toEqual([queja.claimId]);
  });

  it('keeps to providers, days and what the ledger holds', async () => {
    expect((await draw({ rucs: second.ruc, size: '500' })).items.every(({ ruc }) => ruc === second.ruc)).toBe(true);
    expect((await draw({ from: '2026-10-06' })).population).toBe(0);
    expect((await draw({ to: '2026-10-05' })).population).toBeGreaterThan(30);
    const wrong: Record<string, string>[] = [
      { position: '9223372036854775807' },
      { size: '5001' },
      { size: '0' },
      { seed: 'con espacio' },
      { of: 'nada' },
      { rucs: 'x' },
    ];
    for (const query of wrong) expect((await auditor.fails('drawSample', { query })).status).toBe(422);
  });
});

describe('the working papers', () => {
  let files: Map<string, Buffer>;
  const textOf = (end: string) => {
    const found = [...files].find(([name]) => name.endsWith(end));
    if (found === undefined) throw new Error(`no ${end}`);
    return found[1].toString();
  };

  beforeAll(async () => {
    await house.seal();
    // What is served of the log may be a moment old.
    const papers = async () => {
      const reply = await house.app.inject({
        url: `/v1/samples/papers?seed=papeles&size=500&rucs=${first.ruc}`,
        headers: { authorization: `Bearer ${key}` },
      });
      expect(reply.statusCode).toBe(200);
      files = await filesOf(reply.rawPayload);
      return proofFile.parse(JSON.parse(textOf('prueba.json'))).unsealed === 0;
    };
    const whole = () => [...files.keys()].filter((name) => name.endsWith('.tlog-proof')).length;
    const acts = () => [...files.keys()].filter((name) => /actos\/acto-\d+\.json$/.test(name)).length;
    await vi.waitUntil(async () => (await papers()) && whole() === acts(), { timeout: 60_000, interval: 100 });
  });

  it('say what was drawn, from what, and how to do it again', () => {
    expect(textOf('LEAME.txt')).toContain('papeles');
    const ids = textOf('poblacion.csv')
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.slice(1, 37));
    const again = ids.toSorted((a, b) => (sha256(`papeles${a}`) < sha256(`papeles${b}`) ? -1 : 1));
    const listed = textOf('muestra.csv')
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split('","')[9]);
    expect(listed).toEqual(again);
    expect(textOf('muestra.csv').split('\r\n')[0]).toContain('Hallazgo del auditor');
  });

  it('hold every event as it was sealed, with its proof', () => {
    const trust = { logs: [{ origin: house.logKey.name, keys: [house.logKey] }] };
    const acts = [...files.keys()].filter((name) => /actos\/acto-\d+\.json$/.test(name));
    expect(acts.length).toBeGreaterThan(40);
    for (const name of acts) {
      const digest = sha256(files.get(name) ?? '');
      const folder = name.slice(0, name.indexOf('actos/'));
      expect(files.get(`${folder}historia.csv`)?.toString()).toContain(digest);
      const proof = files.get(name.replace(/json$/, 'tlog-proof'))?.toString() ?? '';
      expect(parseTlogProof(proof)).toBeDefined();
      const leaf = createHash('sha256').update(`\0foja-event/v1 sha256:${digest}`).digest();
      expect(verifyTlogProof(primitives, { leaf, proof, trust })).toMatchObject({ ok: true });
    }
  });

  it('have a proof file for each claim, of all its events', () => {
    const file = proofFile.parse(JSON.parse(textOf('prueba.json')));
    expect(file.events.length).toBeGreaterThan(1);
    expect(file.unsealed).toBe(0);
    expect(file.events.every(({ disclosed }) => disclosed === undefined)).toBe(true);
  });

  it('list themselves, and hold nothing personal and no formula', () => {
    const manifest = textOf('manifiesto.txt')
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    expect(manifest.map(([, , path]) => path).toSorted()).toEqual(
      [...files.keys()].filter((name) => name !== 'manifiesto.txt').toSorted(),
    );
    for (const [digest, bytes, path = ''] of manifest) {
      const content = files.get(path) ?? Buffer.alloc(0);
      expect([sha256(content), String(content.length)], path).toEqual([digest, bytes]);
    }
    for (const [name, content] of files) {
      expect(content.toString(), name).not.toMatch(/Rosa|01234567|rosa@correo|alert\(1\)/);
      if (name.endsWith('.csv')) expect(content.toString(), name).not.toMatch(/(?:^|,|\n)"?[=+@]/m);
    }
  });
});

describe('an erased claim', () => {
  it('is replayed, compared, drawn and proved as before, without its words', async () => {
    const { claimId } = late;
    const before = (await auditor.ok('readTrail', on(late))).body;
    house.setClock('2029-06-01T10:00:00-05:00');
    await house.operator.ok('eraseClaim', on(late));
    await house.seal();
    await expect.poll(async () => (await auditor.ok('readTrail', on(late))).body.events.at(-1)?.sealed).toBe('sealed');
    const after = (await auditor.ok('readTrail', on(late))).body;
    expect(after.events.slice(0, before.events.length).map(({ sha256: digest }) => digest)).toEqual(
      before.events.map(({ sha256: digest }) => digest),
    );
    const standing = await auditor.ok('readStanding', { ...on(late), query: { asOf: '1' } });
    expect(standing.text).not.toMatch(/Rosa|licuadora no enciende/);
    expect(standing.body.claim.dueOn).toBe('2026-10-27');
    const { body } = await auditor.ok('compareStandings', on(late));
    expect(body.facts).toContainEqual(expect.objectContaining({ field: 'erasedOn', before: null }));
    const drawn = await auditor.ok('drawSample', { query: { of: 'late' } });
    expect(drawn.body.items.map((item) => item.claimId)).toEqual([claimId]);
    house.setClock(NOW);
  });
});
