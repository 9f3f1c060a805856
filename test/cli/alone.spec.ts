import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fojaHere } from './here.ts';
import { databaseOf, foja, ownDataDir } from './program.ts';

const own = ownDataDir();
afterAll(() => own.remove());
const run = (...args: string[]) => foja(args, { DATA_DIR: own.dataDir });

describe('the command line without a server', () => {
  it('starts the database for as long as a command takes, and feeds the read models that it asks', async () => {
    expect(await run('seed', '--claims', '50', '--to', '2026-11-02')).toMatchObject({ code: 0 });
    expect(databaseOf(own.dataDir)).toBeUndefined();
    const replayed = await run('replay', '1-2026');
    expect([0, 2]).toContain(replayed.code); // 2: several books have that number, and it names them
    expect(replayed.out + replayed.err).toMatch(/Hoja 000000001-2026|--book/);
    expect(await fojaHere(['rebuild', '--check'], { DATA_DIR: own.dataDir })).toMatchObject({ code: 0 });
    expect(databaseOf(own.dataDir)).toBeUndefined();
  });

  it('computes a deadline with no database at all', async () => {
    const filed = ['deadline', '--filed', '2026-10-05T18:42:00-05:00', '--sector', 'general', '--type', 'reclamo'];
    const folder = { DATA_DIR: '/nonexistent' };
    const shown = await foja(filed, folder);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('Vence el mar 27/10/2026') });
    const preview = JSON.parse((await fojaHere([...filed, '--json'], folder)).out) as {
      dueOn: string;
      days: unknown[];
    };
    expect(preview).toMatchObject({ dueOn: '2026-10-27', regime: 'general-2022-08-17', norm: expect.any(String) });
    expect(preview.days).toHaveLength(23);

    const offered = [...filed, '--offered', '2026-10-09', '--answered', '2026-10-13'];
    expect((await fojaHere(offered, folder)).out).toContain('Vence el jue 29/10/2026');
    expect((await fojaHere([...filed, '--offered', '2026-10-09'], folder)).out).toContain('Vence el mar 03/11/2026');
  });

  it('says by which law, and that an offer does not suspend, and why', async () => {
    const shown = async (...args: string[]) => fojaHere(['deadline', '--filed', '2026-10-05', ...args]);
    expect((await shown()).out).toMatch(/^Ley +pe-2026-11, la que trae Foja; .*--ledger$/m);
    for (const [why, ...args] of [
      ['no suspende: no lo prevé el régimen sbs-2023', '--sector', 'sbs', '--offered', '2026-10-09'],
      ['no suspende: se comunicó cuando el plazo terminaba', '--offered', '2026-10-27'],
      ['no suspende: se comunicó cuando el plazo terminaba', '--offered', '2036-12-31'],
      ['no suspende: se respondió antes', '--offered', '2026-10-09', '--answered', '2026-10-11'],
    ] as const) {
      const { code, out } = await shown(...args);
      expect([why, code, out]).toEqual([why, 0, expect.stringContaining(why)]);
      expect(out).toContain('Vence el mar 27/10/2026');
      const json = await shown(...args, '--json');
      expect(JSON.parse(json.out)).toMatchObject({ dueOn: '2026-10-27' });
      expect(json.err).toContain(`El ofrecimiento ${why}`);
    }
  });

  it.each([
    ['an offer before the filing', ['--offered', '2026-10-01']],
    ['an answer before the offer', ['--offered', '2026-10-09', '--answered', '2026-10-08']],
    ['an answer without an offer', ['--answered', '2026-10-08']],
  ])('refuses %s: days cannot have come in that order', async (_, args) => {
    const ended = await fojaHere(['deadline', '--filed', '2026-10-05', ...args]);
    expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^foja: --[^\n]*\n$/) });
  });

  it.each([
    ['status'],
    ['verify'],
    ['replay', '1-2026'],
    ['rebuild', '--check'],
    ['feeds', 'status'],
    ['providers', 'list'],
    ['deadline', '--filed', '2026-10-05', '--ledger'],
    ['holidays', 'add', '2027-03-01', '--name', 'x', '--norm', 'y', '--dry-run'],
  ])('%s makes no ledger in a folder that has none, and says so', async (...args) => {
    const typo = join(own.dataDir, 'errata');
    expect(await fojaHere(args, { DATA_DIR: typo })).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringMatching(/^foja: DATA_DIR: en \S*errata no hay un libro mayor: .*\n$/),
    });
    expect(existsSync(typo)).toBe(false);
  });

  it.each([
    ['2026-02-30', 2],
    ['2026-10-05T18:42:00', 2],
    ['2010-01-01', 1],
  ])('refuses a filing on %s in one line', async (filed, code) => {
    const ended = await fojaHere(['deadline', '--filed', filed]);
    expect(ended.code).toBe(code);
    expect(ended.err.trim().split('\n')).toHaveLength(1);
  });
});
