import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metadataOf } from '@foja/commands/event-ids.ts';
import { cosign, formatSignatureLine, formatVerifierKey, parseNote } from '@foja/domain/ledger/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { forgetful, newLogKey, newWitnessKey, readKey, sealAll, writeKey } from '@foja/ledger/sealing/index.ts';
import type { Finding } from 'foja/verify/findings.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { caller } from '../support/commands.ts';
import { type Copy, makeSpecimen, type Specimen } from './tampered.ts';

/** Somebody who may do anything in the database changes one thing; `foja verify` names it, and no server seals over it. */

let specimen: Specimen;
let copy: Copy;
beforeAll(async () => {
  specimen = await makeSpecimen();
});
afterAll(() => specimen.drop());
beforeEach(async () => {
  copy = await specimen.copy();
});
afterEach(() => copy.drop());

const EVENTS = 'ledger.events';
const viewed = (n: number) => `stream = 'claim-${specimen.claimIds[n]}' AND type = 'ClaimViewed'`;

async function first(): Promise<Finding | undefined> {
  return (await copy.verify()).findings.first[0];
}

test('what nobody changed is whole, and sealed on', async () => {
  const { findings, sealedEvents, unsealed, files, boxes, claims } = await copy.verify();
  expect(findings.first).toEqual([]);
  expect([sealedEvents, unsealed, files, claims]).toEqual([57, 0, 3, 12]);
  expect(boxes).toBeGreaterThan(12);
  expect(await copy.restart()).toBeUndefined();
});

describe('in the events', () => {
  test.each([
    [
      'a byte of the data',
      () =>
        `UPDATE ${EVENTS} SET data = replace(data::text, '"general"', '"Qeneral"')::json WHERE type = 'ProviderRegistered'`,
    ],
    [
      'a byte of a box',
      () =>
        `UPDATE ${EVENTS} SET data = replace(data::text, '"box":"', '"box":"A')::json WHERE stream = 'claim-${specimen.claimIds[4]}' AND type = 'ClaimFiled'`,
    ],
    [
      'a byte of the metadata',
      () => `UPDATE ${EVENTS} SET metadata = replace(metadata::text, '"admin"', '"bdmin"')::json WHERE ${viewed(3)}`,
    ],
    [
      'the time in the metadata',
      () => `UPDATE ${EVENTS} SET metadata = replace(metadata::text, '20', '19')::json WHERE ${viewed(3)}`,
    ],
    ['the type', () => `UPDATE ${EVENTS} SET type = 'ClaimVieved' WHERE ${viewed(3)}`],
    ['the version', () => `UPDATE ${EVENTS} SET version = 2 WHERE ${viewed(3)}`],
    ['the id', () => `UPDATE ${EVENTS} SET event_id = gen_random_uuid() WHERE ${viewed(3)}`],
    ['the stream', () => `UPDATE ${EVENTS} SET stream = 'claim-' || gen_random_uuid() WHERE ${viewed(3)}`],
    ['the revision', () => `UPDATE ${EVENTS} SET revision = 7 WHERE ${viewed(3)}`],
  ])('%s is changed', async (_, sql) => {
    await copy.tamper(sql());
    const position = await changedAt();
    expect(await first()).toMatchObject({ what: 'event-changed', position });
    expect(await copy.restart()).toBe('event-changed');
  });

  test('one is changed while a server seals', async () => {
    const change = () => copy.tamper(`UPDATE ${EVENTS} SET version = 2 WHERE ${viewed(3)}`);
    expect(await copy.whileSealing(change)).toBe('event-changed');
    expect(await copy.restart()).toBe('event-changed');
  });

  test('one that was changed is put right: everything is read again before anything is sealed', async () => {
    const damage = join(copy.dataDir, 'sealing-damage');
    const setVersion = (version: number) => copy.tamper(`UPDATE ${EVENTS} SET version = ${version} WHERE ${viewed(3)}`);
    await copy.whileSealing(() => setVersion(2));
    expect(readFileSync(damage, 'utf8')).toContain(`position ${await changedAt()}`);
    await setVersion(1);
    expect(await copy.restart()).toBeUndefined();
    expect(existsSync(damage)).toBe(false);
  });

  test('one is dropped', async () => {
    await copy.tamper(`DELETE FROM ${EVENTS} WHERE position = 20`);
    expect(await first()).toMatchObject({ what: 'event-missing', position: 20n });
    expect(await copy.restart()).toBe('event-changed');
  });

  test('one is dropped, and those after it are moved up', async () => {
    await copy.tamper(
      `DELETE FROM ${EVENTS} WHERE position = 20`,
      `UPDATE ${EVENTS} SET position = -position WHERE position > 20`,
      `UPDATE ${EVENTS} SET position = -position - 1 WHERE position < 0`,
    );
    expect(await first()).toMatchObject({ what: 'event-moved', position: 20n, detail: '21' });
    expect(await copy.restart()).toBe('event-changed');
  });

  test('two are swapped', async () => {
    await copy.tamper(
      `UPDATE ${EVENTS} SET position = -1 WHERE position = 20`,
      `UPDATE ${EVENTS} SET position = 20 WHERE position = 30`,
      `UPDATE ${EVENTS} SET position = 30 WHERE position = -1`,
    );
    const { findings } = await copy.verify();
    expect(findings.first.filter(({ what }) => what === 'event-moved')).toMatchObject([
      { position: 20n, detail: '30' },
      { position: 30n, detail: '20' },
    ]);
    expect(await copy.restart()).toBe('event-changed');
  });

  test('one is put in between', async () => {
    await copy.tamper(
      `UPDATE ${EVENTS} SET position = -position WHERE position > 20`,
      `UPDATE ${EVENTS} SET position = 1 - position WHERE position < 0`,
      `INSERT INTO ${EVENTS} SELECT 21, gen_random_uuid(), 'claim-' || gen_random_uuid(), 0, type, version, data, metadata, recorded_at
         FROM ${EVENTS} WHERE position = 20`,
    );
    expect(await first()).toMatchObject({ what: 'event-changed', position: 21n });
    expect(await copy.restart()).toBe('event-changed');
  });

  test('the last ones are cut off', async () => {
    await copy.tamper(`DELETE FROM ${EVENTS} WHERE position > 45`);
    expect(await first()).toMatchObject({ what: 'events-cut', position: 46n });
    expect(await copy.restart()).toMatch(/^(?:store-shorter|event-changed)$/);
  });
});

describe('in the sheets', () => {
  test('one gets another number', async () => {
    const change = `UPDATE ${EVENTS} SET data = replace(data::text, '000000005', '000000077')::json
      WHERE type = 'SheetNumbered' AND stream = 'claim-${specimen.claimIds[4]}'`;
    await copy.tamper(change);
    const { findings } = await copy.verify();
    const position = await changedAt();
    expect(findings.first.map(({ what }) => what)).toEqual(expect.arrayContaining(['event-changed', 'sheet-number']));
    expect(findings.first.find(({ what }) => what === 'sheet-number')).toMatchObject({ position });
    expect(await copy.restart()).toBe('event-changed');
  });

  test('one is renumbered in every field', async () => {
    await copy.tamper(
      `UPDATE ${EVENTS} SET data = replace(replace(data::text, '000000005', '000000077'), '"correlative":5', '"correlative":77')::json
        WHERE type = 'SheetNumbered' AND stream = 'claim-${specimen.claimIds[4]}'`,
    );
    const found = (await copy.verify()).findings.first.map(({ what }) => what);
    expect(found).toEqual(expect.arrayContaining(['event-changed', 'sheet-number']));
  });

  test('a deadline is moved', async () => {
    await copy.tamper(
      `UPDATE ${EVENTS} SET data = regexp_replace(data::text, '"dueOn":"\\d{4}', '"dueOn":"2031')::json
        WHERE type = 'ClaimFiled' AND stream = 'claim-${specimen.claimIds[4]}'`,
    );
    const found = (await copy.verify()).findings.first.map(({ what }) => what);
    expect(found).toEqual(expect.arrayContaining(['event-changed', 'deadline']));
  });
});

test('dates are changed: whether an answer was late, an offer’s last day, when a copy is due', async () => {
  const ofClaim = (n: number) => `claim-${specimen.claimIds[n]}`;
  const later = `regexp_replace(data::text, '"(dueOn|lapsesOn)":"\\d{4}', '"\\1":"2031')::json`;
  await copy.tamper(
    `UPDATE ${EVENTS} SET data = replace(data::text, '"late":true', '"late":false')::json WHERE type = 'ClaimResponded'`,
    `UPDATE ${EVENTS} SET data = ${later} WHERE type = 'SettlementOffered'`,
    `UPDATE ${EVENTS} SET data = ${later} WHERE type = 'IndecopiCopyRequested'`,
    `UPDATE ${EVENTS} SET data = ${later} WHERE type = 'CaseFileRequested'`,
  );
  const found = (await copy.verify()).findings.first.filter(({ what }) => what === 'deadline');
  expect(found.map(({ stream }) => stream).toSorted()).toEqual(
    [ofClaim(5), ofClaim(6), ofClaim(7), `casefile-${specimen.exportId}`].toSorted(),
  );
  expect(found.find(({ stream }) => stream === ofClaim(5))).toMatchObject({ detail: 'late false / true' });
  // The claim in the case file agrees with it as it is now; and does not with what was sealed.
  await copy.tamper(`UPDATE ${EVENTS} SET data = replace(data::text, '2031', '2032')::json WHERE stream = '${ofClaim(8)}'
    AND type = 'IndecopiCopyRequested'`);
  expect((await copy.verify()).findings.first).toContainEqual(
    expect.objectContaining({ what: 'deadline', stream: ofClaim(8) }),
  );
});

test('keys are destroyed without a word in the ledger, or taken away', async () => {
  const kidOf = (n: number) =>
    `(SELECT (data #>> '{sealed,kid}')::uuid FROM ${EVENTS} WHERE stream = 'claim-${specimen.claimIds[n]}' AND revision = 0)`;
  await copy.tamper(
    `UPDATE vault.keys SET wrapped = NULL, master = '', destroyed_at = now() WHERE kid = ${kidOf(4)}`,
    `DELETE FROM vault.keys WHERE kid = ${kidOf(3)}`,
  );
  const { findings, locked } = await copy.verify();
  expect(locked).toBe(0);
  expect(findings.first).toEqual([
    expect.objectContaining({ what: 'key-lost', stream: `claim-${specimen.claimIds[3]}`, revision: 0 }),
    expect.objectContaining({ what: 'erasure-unsaid', stream: `claim-${specimen.claimIds[4]}`, revision: 0 }),
  ]);
});

test('what others vouched for is counted while it holds, and named once it does not', async () => {
  const witness = newWitnessKey('testigo.example');
  const last = await copy.sealing.table.last();
  const text = parseNote(last?.note ?? '')?.text ?? '';
  const line = formatSignatureLine(cosign(primitives.ed25519, witness, text, 1_790_000_000));
  const about = { size: last?.size ?? 0, witness: formatVerifierKey(witness.key), atSeconds: 1_790_000_000 };
  await copy.sealing.table.addCosignature({ ...about, line });
  const { findings, outside } = await copy.verify();
  expect(findings.first).toEqual([]);
  expect(outside.witnesses).toEqual([{ name: 'testigo.example', checkpoints: 1, lastSize: specimen.size }]);
  await copy.tamper(
    `UPDATE sealing.cosignatures SET line = '— testigo.example AAAAAAAA'`,
    `INSERT INTO sealing.timestamps SELECT size, 'x', now() FROM sealing.checkpoints ORDER BY size DESC LIMIT 1`,
  );
  expect((await copy.verify()).findings.first.map(({ what }) => what)).toEqual(['cosignature', 'timestamp']);
});

describe('in the files', () => {
  test.each(['pdf', 'photo'] as const)('the bytes of a %s are replaced, or gone', async (which) => {
    const sha256 = specimen[which];
    const path = join(copy.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2));
    writeFileSync(path, 'otra cosa');
    expect(await first()).toMatchObject({
      what: 'file-damaged',
      stream: `claim-${specimen.claimIds[0]}`,
      detail: sha256,
    });
    rmSync(path);
    expect(await first()).toMatchObject({ what: 'file-missing', detail: sha256 });
  });

  const handedIn = Buffer.from('%PDF-1.4 de prueba %%EOF');
  const sha256 = createHash('sha256').update(handedIn).digest('hex');

  test.each([
    ['was kept here', 'kept', [{ what: 'file-missing', detail: sha256 }], 0],
    ['was attached before anybody wrote it down', 'unknown', [{ what: 'file-missing', detail: sha256 }], 0],
    ['was only named by its hash', 'named-only', [], 1],
  ] as const)('the bytes of one that %s are not there', async (_, bytes, expected, named) => {
    await attach(bytes);
    const { findings, namedOnly, files } = await copy.verify();
    expect(findings.first).toMatchObject(expected);
    expect([findings.count, namedOnly, files]).toEqual([expected.length, named, 3]);
  });

  /** `unknown`: as version 1 stored it. */
  async function attach(bytes: 'kept' | 'named-only' | 'unknown'): Promise<void> {
    const evidenceId = randomUUID();
    const file = { fileName: 'boleta.pdf', mediaType: 'application/pdf', sizeBytes: handedIn.length, sha256 } as const;
    const first = { evidenceId, by: 'consumer', ...file } as const;
    const metadata = metadataOf(caller('consumer', evidenceId), '2026-11-20T10:00:00-05:00');
    const event = encodeEvent({ type: 'EvidenceAttached', data: { ...first, bytes } }, evidenceId, metadata);
    const stored = bytes === 'unknown' ? { ...event, version: 1, data: first } : event;
    const stream = `claim-${specimen.claimIds[9]}`;
    const { outcome } = await copy.ledger.store.append({ stream, expectedRevision: 2, events: [stored] });
    expect(outcome).toBe('appended');
  }
});

test('the bytes of a case file that waits to be downloaded are replaced; gone, it can be asked for again', async () => {
  const path = join(copy.dataDir, specimen.caseFile);
  writeFileSync(path, 'otro expediente');
  expect(await first()).toMatchObject({ what: 'file-damaged', stream: expect.stringMatching(/^casefile-/) });
  rmSync(path);
  expect((await copy.verify()).findings.first).toEqual([]);
});

describe('in what was sealed', () => {
  test('the checkpoint is rolled back, alone', async () => {
    await copy.sealOn();
    await copy.tamper(`DELETE FROM sealing.checkpoints WHERE size > ${specimen.size}`);
    const found = (await copy.verify()).findings.first.map(({ what }) => what);
    expect(found).toEqual(expect.arrayContaining(['checkpoint-remembered', 'checkpoint-gone']));
    expect(await copy.restart()).toBe('rolled-back');
  });

  test('the whole database is an older copy', async () => {
    const note = await copy.sealOn();
    const older = await specimen.copy();
    try {
      writeFileSync(join(older.dataDir, 'last-checkpoint'), note);
      const found = (await older.verify()).findings.first.map(({ what }) => what);
      expect(found).toEqual(['checkpoint-remembered']);
      expect(await older.restart()).toBe('rolled-back');
      // And where that file was put back, too, by whoever kept a checkpoint elsewhere.
      rmSync(join(older.dataDir, 'last-checkpoint'));
      expect((await older.verify({ older: note })).findings.first[0]).toMatchObject({ what: 'checkpoint-older' });
    } finally {
      await older.drop();
    }
  });

  test.each([
    [
      'a tile',
      'UPDATE sealing.tiles SET hashes = set_byte(hashes, 40, 255 - get_byte(hashes, 40)) WHERE level = 0',
      'tile',
      'broken-tree',
    ],
    [
      'an inner node',
      'UPDATE sealing.tiles SET halfway = set_byte(halfway, 40, 255 - get_byte(halfway, 40)) WHERE level = 0',
      'tile',
      'broken-tree',
    ],
    [
      'a digest',
      'UPDATE sealing.bundles SET digests = set_byte(digests, 40, 255 - get_byte(digests, 40))',
      'event-changed',
      undefined,
    ],
    [
      'the signature',
      "UPDATE sealing.checkpoints SET note = replace(note, E'\\n\\n', E'x\\n\\n')",
      'checkpoint-signature',
      'bad-checkpoint',
    ],
    [
      'the root',
      'UPDATE sealing.checkpoints SET root = set_byte(root, 4, 255 - get_byte(root, 4))',
      'root',
      'bad-checkpoint',
    ],
  ])('%s is changed', async (_, sql, what, problem) => {
    await copy.tamper(sql);
    const found = (await copy.verify()).findings.first.map((finding) => finding.what);
    expect(found).toContain(what);
    if (problem !== undefined) expect(await copy.restart()).toBe(problem);
  });

  test('an event is changed, and everything sealed after it, too', async () => {
    const key = await otherHistory();
    const { findings } = await copy.verify();
    expect(findings.first.map(({ what }) => what)).toContain('checkpoint-remembered');
    // Without the file it holds by itself: this is what a checkpoint kept elsewhere is for.
    const remembered = copy.dataDir;
    const { note } = key;
    rmSync(join(remembered, 'last-checkpoint'));
    expect((await copy.verify()).findings.count).toBe(0);
    expect((await copy.verify({ older: note })).findings.first).toMatchObject([{ what: 'checkpoint-older' }]);
  });

  test('the key is replaced: in the folder, in the database, or in both', async () => {
    const known = await copy.signingKey();
    const other = newLogKey(known.name);
    writeFileSync(join(copy.dataDir, 'ledger-key'), `${writeKey(other)}\n`);
    expect(await first()).toMatchObject({ what: 'key' });
    expect(await copy.restart()).toBe('other-key');
    await copy.tamper(`UPDATE sealing.log SET key = '${formatVerifierKey(other.key)}'`);
    expect((await copy.verify()).findings.first.map(({ what }) => what)).toContain('checkpoint-signature');
    expect(await copy.restart()).toBe('bad-checkpoint');
    expect((await copy.verify({ key: known })).findings.first[0]).toMatchObject({ what: 'key' });
  });

  test('the key is gone', async () => {
    rmSync(join(copy.dataDir, 'ledger-key'));
    expect(await copy.restart()).toBe('no-key');
  });
});

describe('in ranges', () => {
  const work = { hands: 1, rangeLeaves: 256, rangeEvents: 60 };

  /** What is found beside the events that were added for their number. */
  async function found(): Promise<Finding[]> {
    return (await copy.verify({ work })).findings.first.filter(({ what }) => what !== 'unreadable');
  }

  beforeEach(async () => {
    await copy.append(500);
    expect(await copy.restart()).toBeUndefined();
  });

  test('the first event that was changed is named, in whatever range it is and by however many threads', async () => {
    const { sealedEvents, unsealed, events, claims, findings } = await copy.verify({ work });
    expect([sealedEvents, unsealed, events, claims, findings.count]).toEqual([558, 0, 558, 12, 501]);
    expect(await found()).toEqual([]);
    await copy.tamper(
      `UPDATE ${EVENTS} SET metadata = replace(metadata::text, '"sealing"', '"searing"')::json WHERE position IN (300, 500)`,
      `DELETE FROM ${EVENTS} WHERE position = 256`,
      `UPDATE ${EVENTS} SET event_id = gen_random_uuid() WHERE ${viewed(3)}`,
    );
    const position = await positionOf(viewed(3));
    expect((await found())[0]).toMatchObject({ what: 'event-changed', position });
    const inline = await copy.verify({ work });
    const threads = await copy.verify({ work: { ...work, hands: 2 } });
    expect(threads.findings.found).toEqual(inline.findings.found);
  });

  test('a row of what was sealed is changed, or gone: it is named, and what rests on it is not blamed', async () => {
    await copy.tamper(
      'UPDATE sealing.tiles SET hashes = set_byte(hashes, 4, 255 - get_byte(hashes, 4)) WHERE level = 1',
    );
    expect(await found()).toEqual([{ what: 'tile', detail: '1/0' }]);
    await copy.tamper('DELETE FROM sealing.bundles WHERE index = 1');
    expect(await found()).toContainEqual({ what: 'bundle', detail: '1' });
  });
});

async function positionOf(condition: string): Promise<bigint> {
  const events = await copy.ledger.stored.readAll({ after: 0n, max: 100 });
  const [, stream, type] = /stream = '([^']+)' AND type = '([^']+)'/.exec(condition) ?? [];
  return events.find((event) => event.stream === stream && event.type === type)?.position ?? -1n;
}

/** What somebody with the database and the key can do: rewrite history, and sign it. @returns the true last note. */
async function otherHistory(): Promise<{ readonly note: string }> {
  const note = (await copy.sealing.table.last())?.note ?? '';
  await copy
    .tamper(
      `UPDATE ${EVENTS} SET metadata = replace(metadata::text, '"admin"', '"bdmin"')::json WHERE ${viewed(3)}`,
      'TRUNCATE sealing.tiles, sealing.bundles, sealing.cosignatures, sealing.timestamps, sealing.key_changes, sealing.checkpoints',
    )
    .catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.startsWith('changed nothing')) throw error;
    });
  const key = readKey(readFileSync(join(copy.dataDir, 'ledger-key'), 'utf8'), 'ed25519');
  if (key === undefined) throw new Error('no key');
  await sealAll({ stored: copy.ledger.stored, table: copy.sealing.table, key, memory: forgetful() });
  return { note };
}

/** Where the only event stands that the copy and the specimen have differently. */
async function changedAt(): Promise<bigint> {
  const untouched = await specimen.copy();
  try {
    const [before, after] = await Promise.all(
      [untouched, copy].map(({ ledger }) => ledger.stored.readAll({ after: 0n, max: 1_000 })),
    );
    const at = before?.findIndex(
      (event, index) => JSON.stringify(jsonOf(event)) !== JSON.stringify(jsonOf(after?.[index])),
    );
    return before?.[at ?? -1]?.position ?? -1n;
  } finally {
    await untouched.drop();
  }
}

function jsonOf(event: object | undefined): object {
  return { ...event, position: '' };
}
