import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outboxTransport } from '@foja/notifications';
import { expect, it } from 'vitest';
import { caller, filingOn } from '../support/commands.ts';
import { eventually, openMailHouse } from './support/house.ts';

it('forgets mails half a year after they were settled, rows and files, and none that still waits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foja-outbox-'));
  const house = await openMailHouse('2026-10-05T07:42:00-05:00');
  try {
    const mail = await house.mail({
      smtpUrl: 'smtp://127.0.0.1:9',
      transport: outboxTransport({ folder, from: 'libro@bazar.example' }),
    });
    const filed = await house.commands.file(filingOn(house.bookId, 'uno'), caller('consumer'));
    expect(filed.ok).toBe(true);
    await eventually(async () => (await mail.counts()).sent === 2);
    const [first = '', second = ''] = (await readdir(folder)).toSorted();
    await writeFile(join(folder, 'LEEME.txt'), 'no es un correo');
    const long = new Date('2026-03-01T00:00:00Z');
    await utimes(join(folder, first), long, long);
    await utimes(join(folder, 'LEEME.txt'), long, long);
    const id = first.replace('.eml', '');
    await mail.pool.query('UPDATE app.mail SET created_at = $2 WHERE message_id = $1', [id, long]);
    await mail.pool.query(
      `INSERT INTO app.mail (message_id, ruc, kind, recipient, about, state, created_at, next_attempt_at)
       VALUES (gen_random_uuid(), '20999999990', 'digest', 'provider', '{}', 'waiting', $1, now() + interval '1 day')`,
      [long],
    );
    const ids = async () =>
      (await mail.pool.query<{ id: string }>('SELECT message_id AS id FROM app.mail')).rows.map((row) => row.id);
    expect(await ids()).toHaveLength(3);
    house.setClock('2026-10-06T07:42:00-05:00');
    await mail.look();
    expect(await ids()).toHaveLength(2);
    expect(await ids()).not.toContain(id);
    expect((await readdir(folder)).toSorted()).toEqual(['LEEME.txt', second].toSorted());
  } finally {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  }
});
