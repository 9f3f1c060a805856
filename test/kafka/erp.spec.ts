import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DeadlinesPageAnswer } from '@foja/contracts/http/answers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filing } from '../acceptance/people.ts';
import { type Running, startFoja } from '../cli/program.ts';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { eventually } from '../support/kafka/consume.ts';
import { type Leashed, leashed } from '../support/kafka/leashed.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

// ops/examples/erp as an integrator runs it: programs of their own, against a running Foja and a real broker.

const reason = await noBroker();
const RUC = '20999999990';
const OPERATOR_KEY = 'operator-key-of-the-erp-test';
const main = join(import.meta.dirname, '../../ops/examples/erp/main.ts');

describe.runIf(reason === undefined)('the ERP of the example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foja-erp-'));
  const database = (name: string) => join(folder, name);
  let broker: Broker;
  let postgres: TestDatabase;
  let foja: Running;
  let mirror: Leashed | undefined;
  let key = '';
  let bookId = '';

  beforeAll(async () => {
    [broker, postgres] = await Promise.all([startBroker(), freshDatabase()]);
    const kafka = { KAFKA_BROKERS: broker.address, KAFKA_COMMANDS: 'on' };
    const house = { DATABASE_URL: postgres.adminUrl, DATA_DIR: join(folder, 'data'), OPERATOR_KEY };
    foja = await startFoja({ ...house, ...kafka }, ['--no-demo']);
    const firm = {
      ruc: RUC,
      legalName: 'Bazar Ficticio S.A.C.',
      address: 'Av. Imaginaria 123, Lima',
      sector: 'general',
    };
    await post('/v1/providers', { ...firm, email: 'libro@bazar.example' });
    const book = { code: 'WEB-01', establishment: 'Tienda', address: 'Jr. Inventado 456, Lima', channel: 'virtual' };
    ({ bookId } = await post<{ bookId: string }>(`/v1/providers/${RUC}/books`, book));
    ({ key } = await post<{ key: string }>(`/v1/providers/${RUC}/keys`, { role: 'respondent', label: 'ERP' }));
  }, 300_000);
  afterAll(async () => {
    await mirror?.kill();
    await foja?.stop();
    await broker?.stop();
    await postgres?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function post<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${foja.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR_KEY}`, ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const asFirm = () => ({ authorization: `Bearer ${key}` });
  const fileClaim = (name: string) =>
    post<{ claimId: string; sheetNumber: string }>(`/v1/books/${bookId}/claims`, filing, { 'idempotency-key': name });
  const erp = (args: readonly string[], file: string) =>
    leashed(process.execPath, [main, ...args], {
      PATH: process.env['PATH'],
      ...{ RUC, ERP_DB: file, KAFKA_BROKERS: broker.address, FOJA_URL: foja.url, FOJA_KEY: key },
    });

  /** The register, in the mirror's words. */
  async function register(): Promise<unknown[]> {
    const response = await fetch(`${foja.url}/v1/providers/${RUC}/deadlines?limit=100`, { headers: asFirm() });
    const { items } = (await response.json()) as DeadlinesPageAnswer;
    return items.map(({ claimId, sheetNumber, dueOn, state }) => ({
      ...{ claim_id: claimId, number: sheetNumber, due_date: dueOn },
      status: state.startsWith('answered') ? 'responded' : 'open',
    }));
  }
  function mirrored(file: string): unknown[] {
    const table = new DatabaseSync(file, { timeout: 5_000 });
    try {
      const rows = table.prepare('SELECT claim_id, number, due_date, status FROM claims').all();
      return rows.map((row) => ({ ...row }));
    } catch {
      return []; // not made yet
    } finally {
      table.close();
    }
  }
  const byNumber = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row, KEYS)).toSorted();
  const equal = async (file: string, claims: number) => {
    const [mine, theirs] = [byNumber(mirrored(file)), byNumber(await register())];
    return theirs.length === claims && JSON.stringify(mine) === JSON.stringify(theirs);
  };

  it('mirrors what happens, answers a claim, and ends equal to the register, killed in between', async () => {
    const file = database('kafka.sqlite');
    mirror = erp(['mirror'], file);
    const claims = [];
    for (let n = 0; n < 5; n += 1) claims.push(await fileClaim(`kafka-${n}`));
    await eventually(() => equal(file, 5));
    await mirror.kill();
    const [first] = claims;
    await post(`/v1/claims/${claims[1]?.claimId}/response`, told(), asFirm());
    claims.push(await fileClaim('kafka-5'));
    const answering = erp(['answer', first?.sheetNumber ?? '', 'Le cambiamos la licuadora.'], file);
    await answering.ended;
    expect(answering.printed()).toContain('done: revision 2');
    const again = erp(['answer', first?.sheetNumber ?? '', 'Le cambiamos la licuadora.'], file);
    await again.ended;
    expect(again.printed()).toContain('refused: claim/already-responded');
    mirror = erp(['mirror'], file);
    await eventually(() => equal(file, 6));
    expect(mirrored(file)).toContainEqual(expect.objectContaining({ number: first?.sheetNumber, status: 'responded' }));
  });

  it('does the same without Kafka', async () => {
    const file = database('http.sqlite');
    await mirror?.kill();
    mirror = erp(['mirror', '--http'], file);
    await fileClaim('http-0');
    await eventually(() => equal(file, 7));
  });

  it('or is a spreadsheet, which gets the list as it is', async () => {
    const response = await fetch(`${foja.url}/v1/providers/${RUC}/deadlines?format=csv`, { headers: asFirm() });
    const [head, ...lines] = (await response.text()).trimEnd().split('\r\n');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(head).toMatch(/^sheetNumber,bookCode,type,state,filedOn,dueOn,daysLeft,/);
    const numbers = lines.map((line) => /^"(\d{9}-\d{4})"/.exec(line)?.[1]).toSorted();
    expect(numbers).toEqual(
      mirrored(database('http.sqlite'))
        .map((row) => Object(row).number)
        .toSorted(),
    );
  });
});

if (reason !== undefined) it('the ERP of the example: runs', ({ skip }) => skip(reason));

const KEYS = ['claim_id', 'number', 'due_date', 'status'];

function told(): object {
  const answer = { outcome: 'accepted', text: 'Le cambiamos la licuadora.', medium: 'email' };
  return { ...answer, communicatedAt: new Date().toISOString() };
}
