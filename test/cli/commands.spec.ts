import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueKey } from '@foja/contracts/http/bodies.ts';
import { OFFICIAL_KEY_DAYS } from '@foja/domain/provider/index.ts';
import { openEmbedded } from '@foja/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDatabase } from '../support/postgres.ts';
import { preparedDirectory } from '../support/prepared.ts';
import { fojaHere } from './here.ts';
import { type Ended, foja, ownDataDir, type Running, startFoja } from './program.ts';

const LONG_MS = 180_000;
const own = ownDataDir(preparedDirectory());
let server: Running;

beforeAll(async () => {
  server = await startFoja({ DATA_DIR: own.dataDir, MAIL: 'off' });
  expect((await apart('seed', '--claims', '150', '--to', '2026-11-02')).code).toBe(0);
}, LONG_MS);
afterAll(async () => {
  await server.stop();
  await own.remove();
});

function run(...args: string[]): Promise<Ended> {
  return fojaHere(args, { DATA_DIR: own.dataDir });
}

/** In a process of its own, as people run it: each exit code once. The others are the same code, in this one. */
function apart(...args: string[]): Promise<Ended> {
  return foja(args, { DATA_DIR: own.dataDir });
}

async function json<T>(...args: string[]): Promise<T> {
  const ended = await run(...args, '--json');
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.out) as T;
}

const ruc = '20999999990';

describe('foja seed', () => {
  it('changes nothing the second time, and says so', async () => {
    const before = await json<{ head: string }>('status');
    const again = await run('seed', '--claims', '150', '--to', '2026-11-02');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('nada cambió') });
    expect(await json<{ head: string }>('status')).toMatchObject({ head: before.head });
  });

  it('refuses a wrong number and a date to come', async () => {
    expect(await run('seed', '--claims', '0')).toMatchObject({ code: 2 });
    expect(await run('seed', '--claims', '5', '--to', '2035-01-01')).toMatchObject({ code: 2 });
  });
});

describe('providers, books and keys', () => {
  it('a provider is registered once, with a RUC that passes its check digit', async () => {
    const register = (number: string) =>
      run(
        'providers',
        'register',
        '--ruc',
        number,
        '--legal-name',
        'X S.A.C.',
        '--address',
        'Lima',
        '--email',
        'x@y.example',
      );
    expect(await register('20999999991')).toMatchObject({
      code: 1,
      err: expect.stringContaining('provider/ruc-invalid'),
    });
    expect(await register('123')).toMatchObject({ code: 2, err: expect.stringContaining('--ruc') });
    expect(await register(ruc)).toMatchObject({ code: 1, err: expect.stringContaining('provider/already-registered') });
    const { items } = await json<{ items: { ruc: string }[] }>('providers', 'list');
    expect(items.map((item) => item.ruc)).toContain(ruc);
  });

  it('a book is opened, takes a claim at once, and is closed', async () => {
    const opened = await run(
      'books',
      'open',
      '--ruc',
      ruc,
      '--code',
      'CUS-01',
      '--establishment',
      'Tienda',
      '--address',
      'Cusco',
    );
    const bookId = opened.out.trim();
    const file = (key: string) =>
      fetch(`${server.url}/v1/books/${bookId}/claims`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({
          type: 'queja',
          consumer: { name: 'Ana', documentType: 'DNI', documentNumber: '01234567', email: 'a@b.example' },
          good: { kind: 'service' },
          detail: 'Mala atención.',
          responseMedium: 'email',
          conformity: true,
        }),
      });
    expect((await file('uno')).status).toBe(201);
    expect(await run('books', 'close', bookId, '--reason', 'fin')).toMatchObject({ code: 0 });
    expect((await file('dos')).status).toBe(409);
    expect(await run('books', 'close', bookId, '--reason', 'fin')).toMatchObject({ code: 1 });
    const { items } = await json<{ items: { bookId: string; closed: boolean }[] }>('books', 'list', '--ruc', ruc);
    expect(items).toContainEqual(expect.objectContaining({ bookId, closed: true }));
  });

  it('a key opens the running server as soon as it is issued, and no longer once it is revoked', async () => {
    const { key, keyId } = await json<{ key: string; keyId: string }>(
      'keys',
      'issue',
      '--ruc',
      ruc,
      '--role',
      'viewer',
      '--label',
      'prueba',
    );
    const ask = () =>
      fetch(`${server.url}/v1/providers/${ruc}/dashboard`, { headers: { authorization: `Bearer ${key}` } });
    await expect.poll(async () => (await ask()).status, { timeout: 60_000 }).toBe(200);
    expect(await run('keys', 'revoke', keyId, '--ruc', ruc)).toMatchObject({ code: 0 });
    await expect.poll(async () => (await ask()).status, { timeout: 60_000 }).toBe(401);
    const list = await run('keys', 'list', '--ruc', ruc);
    expect(list.out).toContain(keyId);
    expect(list.out).not.toContain(key);
  });

  it('a key says until when it is good, to people by the clock of Lima', async () => {
    const issue = ['keys', 'issue', '--ruc', ruc, '--label', 'prueba', '--role'];
    const ending = [...issue, 'viewer', '--expires-at', '2099-01-01T03:00:00Z'];
    expect((await run(...ending)).err).toContain('Vale hasta el 31/12/2098 22:00:00 (hora de Lima).');
    expect(await json(...ending)).toMatchObject({ expiresAt: '2099-01-01T03:00:00Z' });
    expect((await run(...issue, 'viewer')).err).not.toContain('Vale hasta');
  });

  it("an official's key that is given no end has one, as the contract says", async () => {
    const issue = ['keys', 'issue', '--ruc', ruc, '--label', 'prueba', '--role', 'indecopi'];
    const { expiresAt } = await json<{ expiresAt: string }>(...issue);
    const days = Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000);
    expect(days).toBe(OFFICIAL_KEY_DAYS);
    expect(issueKey.shape.expiresAt.description).toContain(`${days} días`);
  });
});

describe('staff', () => {
  it('who lost phone and recovery codes has the second factor taken off, and signs in to set up another', async () => {
    const ana = ['--ruc', ruc, '--email', 'ana.cli@tienda.example'];
    const { staffId } = await json<{ staffId: string }>('staff', 'add', ...ana, '--name', 'Ana Ficticia');
    const on = `UPDATE app.staff_accounts SET totp_secret = 'x', totp_confirmed_at = now() WHERE staff_id = $1`;
    await inOwnDatabase(on, [staffId]);
    expect(await json('staff', 'reset-factor', ...ana)).toEqual({ staffId, secondFactor: 'off' });
    const left = 'SELECT FROM app.staff_accounts WHERE staff_id = $1 AND totp_secret IS NOT NULL';
    expect(await inOwnDatabase(left, [staffId])).toBe(0);
    const nobody = await run('staff', 'reset-factor', '--ruc', ruc, '--email', 'nadie@tienda.example');
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('no hay nadie con ese correo') });
  });
});

describe('auditors', () => {
  it('are issued, let in, shut out and revoked; the running server knows at once', async () => {
    const { items: providers } = await json<{ items: { ruc: string }[] }>('providers', 'list');
    const second = providers.find((item) => item.ruc !== ruc)?.ruc ?? '';
    const { key, auditorId } = await json<{ key: string; auditorId: string }>(
      'auditors',
      'issue',
      '--label',
      'Auditora Ficticia',
      '--ruc',
      ruc,
    );
    const sees = async (of: string) =>
      (await fetch(`${server.url}/v1/providers/${of}/dashboard`, { headers: { authorization: `Bearer ${key}` } }))
        .status;
    await expect.poll(() => sees(ruc), { timeout: 60_000 }).toBe(200);
    expect(await sees(second)).toBe(404);
    expect(await run('auditors', 'grant', auditorId, '--ruc', second)).toMatchObject({ code: 0 });
    await expect.poll(() => sees(second), { timeout: 60_000 }).toBe(200);
    expect((await run('auditors', 'list')).out).toMatch(
      new RegExp(`${auditorId} +vigente +${second} +sin vencimiento`),
    );
    expect(await run('auditors', 'withdraw', auditorId, '--ruc', ruc)).toMatchObject({ code: 0 });
    await expect.poll(() => sees(ruc), { timeout: 60_000 }).toBe(404);
    expect(await run('auditors', 'revoke', auditorId)).toMatchObject({ code: 0 });
    await expect.poll(() => sees(second), { timeout: 60_000 }).toBe(401);
    expect(await run('auditors', 'revoke', auditorId)).toMatchObject({
      code: 1,
      err: expect.stringContaining('key/already-revoked'),
    });
    expect(
      await run('auditors', 'issue', '--label', 'x', '--ruc', ruc, '--expires-at', '2020-01-01T00:00:00Z'),
    ).toMatchObject({ code: 1, err: expect.stringContaining('key/expires-in-past') });
  });
});

describe('foja replay', () => {
  it('finds a claim by its number, shows who did what, and hides the consumer unless asked', async () => {
    const { items } = await json<{ items: { ruc: string }[] }>('providers', 'list');
    const other = items.find((item) => item.ruc !== ruc)?.ruc ?? '';
    const ambiguous = await run('replay', '1-2025', '--ruc', other);
    const args = /--ruc (\d+) --book (\S+)[,\n ]/.exec(`${ambiguous.err} `);
    const book = args === null ? [] : ['--book', (args[2] ?? '').replace(/,$/, '')];
    const shown = await apart('replay', '1-2025', '--ruc', other, ...book);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('Hoja 000000001-2025') });
    expect(shown.out).toMatch(/0 +\d\d\/\d\d\/2025 .* ClaimFiled +\w+ de •••/);
    expect(shown.out).toContain('Hoja de cómputo');

    const claimId = /Reclamo ([0-9a-f-]{36})/.exec(shown.out)?.[1] ?? '';
    const masked = await json<History>('replay', claimId);
    expect(masked.events[0]?.data).toMatchObject({ consumer: { name: '•••' }, detail: '•••' });
    const open = await json<History>('replay', claimId, '--show-personal');
    expect(open.events[0]?.data.consumer.name).not.toBe('•••');
  });

  it('shows the claim as it stood at a revision and at an instant', async () => {
    const [claim] = await claimsWith('ClaimResponded');
    const whole = await json<History>('replay', claim ?? '');
    const before = await json<History>('replay', claim ?? '', '--as-of', '1');
    expect(before.events.map(({ revision }) => revision)).toEqual([0, 1]);
    expect(before.state.response).toBeUndefined();
    expect(whole.state.response).toBeDefined();
    const filedAt = whole.events[0]?.occurredAt ?? '';
    expect((await json<History>('replay', claim ?? '', '--as-of', filedAt)).events.length).toBeLessThanOrEqual(2);
    expect(await run('replay', claim ?? '', '--as-of', '2011-01-01T00:00:00Z')).toMatchObject({ code: 1 });
    expect(await run('replay', claim ?? '', '--as-of', 'ayer')).toMatchObject({ code: 2 });
  });

  it('says that there is no such claim', async () => {
    expect(await run('replay', '00000000-0000-4000-8000-000000000000')).toMatchObject({ code: 1 });
    expect(await run('replay', '999999999-2026')).toMatchObject({ code: 1 });
    expect(await run('replay', 'x')).toMatchObject({ code: 2 });
  });
});

describe('the law', () => {
  it(
    'a late decree moves open claims, visibly, once; a dry run moves nothing',
    async () => {
      const add = ['holidays', 'add', '2026-11-17', '--name', 'Día de prueba', '--norm', 'D. S. 1-2026-PCM (ficticio)'];
      const head = async () => (await json<{ head: string }>('status')).head;
      const before = await head();
      const dry = await run(...add, '--dry-run');
      const moving = Number(/se moverían: (\d+)/.exec(dry.out)?.[1]);
      expect(moving).toBeGreaterThan(0);
      expect(await head()).toBe(before);

      const done = await run(...add);
      expect(done.out).toContain(`se movieron: ${moving}`);
      expect(BigInt(await head())).toBe(BigInt(before) + BigInt(moving) + 1n);
      const claimId = /^ {2}([0-9a-f-]{36}) /m.exec(done.out)?.[1] ?? '';
      const { events } = await json<History>('replay', claimId);
      expect(events.at(-1)).toMatchObject({ type: 'DeadlineRevised', data: { lawVersion: 'pe-2026-11+1' } });

      expect(await run(...add)).toMatchObject({ code: 1, err: expect.stringContaining('law/already-a-holiday') });
      expect((await run('regimes', 'apply')).out).toContain('se movieron: 0');

      // The house's own preview, and the same on the command line: one law. What Foja ships with says another day.
      const ask = `${server.url}/v1/deadlines/preview?filedOn=2026-11-09&sector=general&type=reclamo`;
      const preview = (await (await fetch(ask)).json()) as { dueOn: string };
      const counted = ['deadline', '--filed', '2026-11-09'];
      expect(await json(...counted, '--ledger')).toEqual(preview);
      expect(await json<{ dueOn: string }>(...counted)).not.toMatchObject({ dueOn: preview.dueOn });
      expect((await run(...counted, '--ledger')).out).toMatch(
        /^Ley +pe-2026-11\+1, la de su libro mayor: 1 enmienda registrada$/m,
      );
      expect((await run('holidays', 'list', '--year', '2026')).out).toContain('mar 17/11/2026');
    },
    LONG_MS,
  );

  it(
    'a regime is shown, corrected from a file, and kept as an amendment',
    async () => {
      const shown = await run('regimes', 'show', 'osinergmin-2015-05-23');
      const file = join(own.dataDir, 'regime.json');
      const regime = JSON.parse(shown.out) as { term: { n: number } };
      writeFileSync(file, JSON.stringify(regime));
      const correct = ['regimes', 'correct', file, '--reason', 'prueba'];
      expect(await run(...correct)).toMatchObject({ code: 1, err: expect.stringContaining('law/regime-unchanged') });
      writeFileSync(file, JSON.stringify({ ...regime, term: { ...regime.term, n: 31 } }));
      expect(await run(...correct)).toMatchObject({ code: 0, out: expect.stringContaining('pe-2026-11+') });
      expect((await run('regimes', 'show', 'osinergmin-2015-05-23')).out).toContain('"n": 31');
      writeFileSync(file, JSON.stringify({ ...regime, term: { n: 0, unit: 'weeks' } }));
      expect(await run(...correct)).toMatchObject({ code: 2, err: expect.stringContaining('term.n') });
      expect(await run('regimes', 'show', 'nada')).toMatchObject({ code: 1 });

      writeFileSync(file, JSON.stringify({ ...regime, id: 'osinergmin-2027', filedFrom: '2027-01-01' }));
      expect(await run(...correct)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/Otro régimen rige ya.*rige ya: osinergmin-2015-05-23.*law\/regime-overlaps/),
      });
      expect(await run('regimes', 'show', 'osinergmin-2027')).toMatchObject({ code: 1 });
      expect(await run(...correct, '--overlap')).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );

  it('a regime is not cut short where nothing follows it, and a dry run says so, too', async () => {
    const file = join(own.dataDir, 'cut-short.json');
    const regime = JSON.parse((await run('regimes', 'show', 'general-2022-08-17')).out) as object;
    writeFileSync(file, JSON.stringify({ ...regime, filedTo: '2026-11-01' }));
    const { head } = await json<{ head: string }>('status');
    for (const dry of [['--dry-run'], []]) {
      expect(await run('regimes', 'correct', file, '--reason', 'prueba', ...dry)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/Quedarían días sin ningún régimen.*desde: 2026-11-02.*law\/regime-gap/),
      });
    }
    expect(await json<{ head: string }>('status')).toMatchObject({ head });
  });

  it(
    'holidays come from a file, all of them or none',
    async () => {
      const file = join(own.dataDir, 'holidays.json');
      const day = { name: 'Día de prueba', kind: 'FERIADO_NACIONAL', norm: 'D. S. 2-2026-PCM (ficticio)' };
      writeFileSync(file, JSON.stringify([{ ...day, date: '2027-02-30' }]));
      expect(await run('holidays', 'import', file)).toMatchObject({ code: 2, err: expect.stringContaining(file) });
      writeFileSync(
        file,
        JSON.stringify([
          { ...day, date: '2027-03-01' },
          { ...day, date: '2027-07-28' },
        ]),
      );
      expect(await run('holidays', 'import', file)).toMatchObject({ code: 1 });
      expect((await run('holidays', 'list', '--year', '2027')).out).not.toContain('01/03/2027');
      writeFileSync(
        file,
        JSON.stringify([
          { ...day, date: '2027-03-01' },
          { ...day, date: '2027-03-02' },
        ]),
      );
      expect(await run('holidays', 'import', file)).toMatchObject({ code: 0 });
      expect(await run('holidays', 'revoke', '2027-03-02', '--norm', 'Ley ficticia')).toMatchObject({ code: 0 });
      expect((await run('holidays', 'list', '--year', '2027')).out).toMatch(
        /02\/03\/2027.*sin efecto por Ley ficticia/,
      );
    },
    LONG_MS,
  );
});

describe('copy-terms', () => {
  it('says the rule for what Indecopi asks for without a date, and takes a correction once', async () => {
    expect((await run('copy-terms', 'list')).out).toMatch(/copia-indecopi .*: 3 días hábiles .*plazo sin confirmar/);
    const set = ['copy-terms', 'set', '--id', 'copia-indecopi', '--days', '5', '--reason', 'prueba'];
    const after = await json<{ items: object[] }>(...set);
    expect(after.items).toMatchObject([{ term: { n: 5, unit: 'business' }, confidence: 'uncertain' }]);
    expect(await run(...set)).toMatchObject({ code: 1, err: expect.stringContaining('ya es así') });
  });
});

describe('foja rebuild', () => {
  it('while another one is under way asks to come back later: that is no difference', async () => {
    const database = await openEmbedded({ dataDir: own.dataDir, log: () => undefined });
    await inDatabase(database.adminUrl, async (client) => {
      await client.query(`SELECT pg_advisory_lock(x'666f6a71'::int, hashtext('deadlines'))`);
      for (const command of [['rebuild', '--check'], ['rebuild']]) {
        expect(await run(...command)).toMatchObject({
          code: 3,
          err: expect.stringMatching(/^foja: otra orden ya está rehaciendo o comparando estas vistas: [^\n]*\n$/m),
        });
      }
    });
    await database.release();
    expect((await run('rebuild', '--check')).code).toBe(0);
  });

  it(
    'finds nothing to complain about, rebuilds, and then finds the one row that somebody changed',
    async () => {
      expect(await run('rebuild', '--check')).toMatchObject({
        code: 0,
        out: expect.stringContaining('Sin diferencias'),
      });
      expect(await run('rebuild', '--only', 'register')).toMatchObject({ code: 0 });
      const database = await openEmbedded({ dataDir: own.dataDir, log: () => undefined });
      await inDatabase(database.adminUrl, (client) =>
        client.query(`UPDATE proj_register.claims SET due_on = due_on + 1
                     WHERE claim_id = (SELECT min(claim_id::text)::uuid FROM proj_register.claims)`),
      );
      await database.release();
      const found = await apart('rebuild', '--check');
      expect(found.code).toBe(1);
      expect(found.out).toMatch(/register +claims +[0-9a-f-]{36} +distinta +.*due/i);
      expect(await run('rebuild')).toMatchObject({ code: 0 });
      expect(await run('rebuild', '--check')).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );
});

describe('foja status, version and help', () => {
  it('status says how far everything is', async () => {
    const status = await json<{ head: string; readModels: { name: string; lagEvents: number }[] }>('status');
    expect(status.readModels.map(({ name }) => name)).toEqual(['register', 'deadlines', 'statistics']);
    expect(Number(status.head)).toBeGreaterThan(400);
  });

  it('feeds says what is told of the ledger, to whom, and what is not yet', async () => {
    const status = await json<{ feeds: { feed: string; head: string }[] }>('feeds', 'status');
    expect(status).toMatchObject({ writer: { parked: [] }, readers: [] });
    const [first] = status.feeds;
    expect(first?.feed).toMatch(/^foja\.\d{11}\.claims\.v1$/);
    expect(Number(first?.head)).toBeGreaterThan(0);
    expect((await run('feeds', 'list')).out).toMatch(/^FEED +MENSAJES +ÚLTIMO \(LIMA\)\nfoja\.\d{11}/);
    expect((await run('feeds', 'status', '--help')).out).toContain('npm run foja -- feeds status --json');
  });

  it('feeds replay has nothing to do where nothing is parked, and wants to know what', async () => {
    expect(await json('feeds', 'parked')).toEqual({ items: [], events: [] });
    expect((await run('feeds', 'parked')).out).toBe('No hay mensajes apartados.\n');
    expect(await run('feeds', 'replay', '--events')).toMatchObject({
      code: 1,
      err: expect.stringContaining('apartados'),
    });
    const feed = ['--feed', `foja.${ruc}.claims.v1`];
    expect(await run('feeds', 'replay', ...feed, '--parked')).toMatchObject({ code: 1 });
    for (const wrong of [
      [],
      feed,
      ['--parked'],
      [...feed, '--events'],
      ['--events', '--stream', 'x'],
      ['--from', '0'],
    ]) {
      expect([wrong, await run('feeds', 'replay', ...wrong)]).toMatchObject([wrong, { code: 2 }]);
    }
  });

  it('feeds webhooks lists them, pauses, resumes and sends again', async () => {
    const admin = ['--ruc', ruc, '--role', 'admin', '--label', 'webhooks'];
    const { key } = await json<{ key: string }>('keys', 'issue', ...admin);
    const url = `${server.url}/v1/providers/${ruc}/webhooks`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    await expect.poll(async () => (await fetch(url, { headers })).status, { timeout: 60_000 }).toBe(200);
    const body = JSON.stringify({ url: 'https://erp.example/foja?clave=1', after: '0' });
    const { webhookId } = (await (await fetch(url, { method: 'POST', headers, body })).json()) as { webhookId: string };

    const webhooks = (...args: string[]) => run('feeds', 'webhooks', ...args);
    const listed = async () => (await json<{ items: object[] }>('feeds', 'webhooks', 'list', '--ruc', ruc)).items;
    expect(await listed()).toMatchObject([{ ruc, webhookId, paused: null }]);
    expect(await webhooks('pause', webhookId)).toMatchObject({ code: 0, out: `En pausa: ${webhookId}\n` });
    expect(await listed()).toMatchObject([{ webhookId, paused: 'asked' }]);
    const { out } = await webhooks('list');
    expect(out).toMatch(new RegExp(`${ruc} +${webhookId} +en pausa .*erp\\.example`));
    expect(out).not.toContain('clave');
    expect(await webhooks('replay', webhookId, '--after', '1')).toMatchObject({ code: 0 });
    expect(await json('feeds', 'webhooks', 'resume', webhookId)).toMatchObject({ webhookId, paused: null });

    expect(await webhooks('replay', webhookId, '--after', '999999')).toMatchObject({ code: 1 });
    expect(await webhooks('pause', '00000000-0000-4000-8000-000000000000')).toMatchObject({ code: 1 });
    for (const wrong of [
      ['replay', webhookId],
      ['replay', webhookId, '--after', 'x'],
      ['list', '--ruc', '1'],
    ]) {
      expect([wrong, await webhooks(...wrong)]).toMatchObject([wrong, { code: 2 }]);
    }
    expect((await webhooks('replay', '--help')).out).toContain(`feeds webhooks replay`);
  });

  it('version is the one of the manifest', async () => {
    const manifest = readFileSync(new URL('../../services/foja/package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect((await apart('version')).out).toMatch(new RegExp(`^foja ${version}, ley pe-2026-11, Node 24\\.`));
  });

  it('a wrong option is told in one line', async () => {
    expect(await apart('status', '--nope')).toMatchObject({ code: 2, err: "foja: opción desconocida '--nope'\n" });
  });
});

interface History {
  readonly events: readonly {
    readonly revision: number;
    readonly type: string;
    readonly occurredAt: string;
    readonly data: { readonly consumer: { readonly name: string } };
  }[];
  readonly state: { readonly response?: unknown };
}

/** Claims of the seed that have an event of this type. */
/** @returns how many rows it was about. */
async function inOwnDatabase(sql: string, values: unknown[]): Promise<number> {
  const database = await openEmbedded({ dataDir: own.dataDir, log: () => undefined });
  try {
    return (await inDatabase(database.adminUrl, (client) => client.query(sql, values))).rowCount ?? 0;
  } finally {
    await database.release();
  }
}

async function claimsWith(type: string): Promise<string[]> {
  const database = await openEmbedded({ dataDir: own.dataDir, log: () => undefined });
  try {
    const { rows } = await inDatabase(database.adminUrl, (client) =>
      client.query<{ stream: string }>('SELECT stream FROM ledger.events WHERE type = $1 ORDER BY position LIMIT 3', [
        type,
      ]),
    );
    return rows.map(({ stream }) => stream.slice('claim-'.length));
  } finally {
    await database.release();
  }
}
