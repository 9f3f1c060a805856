import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseStored, UnreadableEvent } from '@foja/contracts';
import { personalFieldsOf } from '@foja/contracts/events/personal-fields.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeEvent } from '../codec.ts';
import { openMemoryStore } from '../memory/store.ts';
import { type EventMetadata, type EventToAppend, type Json, NO_STREAM, type RecordedEvent } from '../port.ts';
import { sealedIn } from './box.ts';
import { kidsOf } from './claim-keys.ts';
import { confidentialStore } from './confidential.ts';
import { openMemoryVault } from './memory.ts';
import type { Vault } from './port.ts';

const samples = new URL('../../../contracts/events/samples/', import.meta.url);
const names = readdirSync(samples).filter((name) => name.endsWith('.json'));
const metadata: EventMetadata = {
  occurredAt: '2026-10-05T18:42:00-05:00',
  actor: { role: 'operator', id: 'spec' },
  causationId: randomUUID(),
  correlationId: randomUUID(),
};

let inner: ReturnType<typeof openMemoryStore>;
let vault: Vault;
let store: ReturnType<typeof openMemoryStore>;
beforeEach(() => {
  inner = openMemoryStore();
  vault = openMemoryVault();
  store = confidentialStore(inner, vault);
});

function sample(name: string): EventToAppend {
  const [type = '', version = ''] = name.replace('.json', '').split('.v');
  const data = JSON.parse(readFileSync(new URL(name, samples), 'utf8')) as Json;
  return { id: randomUUID(), type, version: Number(version), data, metadata };
}

const append = (events: EventToAppend[], expectedRevision = NO_STREAM, stream = 'claim-1') =>
  store.append({ stream, expectedRevision, events });

describe.each(names)('%s', (name) => {
  it('comes back as it was written, and is stored without a word of it', async () => {
    const event = sample(name);
    await append([event], NO_STREAM, 'provider-1');
    const [read] = await store.read('provider-1');
    const [stored] = await inner.read('provider-1');
    expect(read?.data).toEqual(event.data);
    expect(decodeEvent(read as RecordedEvent).event).toEqual(parseStored(event.type, event.version, event.data));
    const fields = personalFieldsOf(event.type, event.version);
    if (fields === undefined) return expect(stored?.data).toEqual(event.data);
    const { values, rest } = fields.takeOut(event.data);
    expect(Object.keys(values).length).toBeGreaterThan(0);
    const { sealed: _, ...bare } = (stored?.data ?? {}) as { sealed: Json };
    expect(bare).toEqual(rest);
    for (const value of Object.values(values))
      expect(JSON.stringify(stored?.data)).not.toContain(JSON.stringify(value));
  });

  it('is still an event of its schema once its key is destroyed', async () => {
    const event = sample(name);
    await append([event], NO_STREAM, 'provider-1');
    await vault.destroy(await kidsOf(inner, 'provider-1'));
    const [read] = await store.read('provider-1');
    const fields = personalFieldsOf(event.type, event.version);
    expect(read?.erased).toBe(fields === undefined ? undefined : true);
    expect(parseStored(event.type, event.version, read?.data).type).toBe(event.type);
    for (const value of Object.values(fields?.takeOut(event.data).values ?? {})) {
      expect(JSON.stringify(read?.data)).not.toContain(JSON.stringify(value));
    }
  });
});

describe('a claim', () => {
  const filed = sample('ClaimFiled.v1.json');
  const responded = sample('ClaimResponded.v1.json');

  it('has one key, its mediation’s too, whoever writes and reads', async () => {
    await append([filed, sample('SheetNumbered.v1.json')]);
    await append([responded], 1);
    const restarted = confidentialStore(inner, vault);
    const reason = sample('ClaimReclassified.v1.json');
    await restarted.append({ stream: 'mediation-1', expectedRevision: NO_STREAM, events: [reason] });
    const kids = [...(await kidsOf(inner, 'claim-1')), ...(await kidsOf(inner, 'mediation-1'))];
    expect(new Set(kids).size).toBe(1);
    expect((await restarted.read('mediation-1'))[0]?.data).toEqual(reason.data);
  });

  it('has a key of its own', async () => {
    await append([filed]);
    await append([{ ...filed, id: randomUUID() }], NO_STREAM, 'claim-2');
    expect(await kidsOf(inner, 'claim-1')).not.toEqual(await kidsOf(inner, 'claim-2'));
  });

  it('keeps the key it was begun with where the filing is sent again', async () => {
    await append([filed]);
    const other = confidentialStore(inner, vault);
    expect(await other.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [filed] })).toMatchObject({
      outcome: 'appended',
      repeated: true,
    });
    await other.append({ stream: 'claim-1', expectedRevision: 0, events: [responded] });
    expect(await kidsOf(inner, 'claim-1')).toHaveLength(1);
  });

  it('from before the vault is read as it stands, and boxed from now on', async () => {
    await inner.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [filed] });
    await append([responded], 0);
    expect((await store.read('claim-1')).map(({ data }) => data)).toEqual([filed.data, responded.data]);
    expect(await kidsOf(inner, 'claim-1')).toHaveLength(1);
  });

  it('shows of the types that are not wanted what is left without their box, and asks for no key of theirs', async () => {
    await append([filed, responded]);
    const stranger = confidentialStore(inner, { ...openMemoryVault(), find: async () => Promise.reject(new Error()) });
    const [first, second] = await stranger.readAll({ after: 0n, max: 10, personalOf: new Set() });
    expect(sealedIn(first?.data)).toBeUndefined();
    expect(JSON.stringify(first?.data)).toContain('[borrado]');
    expect(() => decodeEvent(second as RecordedEvent)).not.toThrow();
    const [one, other] = await store.readAll({ after: 0n, max: 10, personalOf: new Set(['ClaimFiled']) });
    expect(one?.data).toEqual(filed.data);
    expect(other?.data).not.toEqual(responded.data);
  });

  it('whose key another vault has is unreadable, and never passes for erased', async () => {
    await append([filed]);
    const stranger = confidentialStore(inner, openMemoryVault());
    const [read] = await stranger.readAll({ after: 0n, max: 10 });
    expect(read?.erased).toBeUndefined();
    expect(() => decodeEvent(read as RecordedEvent)).toThrow(UnreadableEvent);
    expect(() => decodeEvent(read as RecordedEvent)).toThrow('the key of ClaimFiled at claim-1/0 is unknown');
  });

  it('that was tampered with is unreadable, alone', async () => {
    await append([filed]);
    await append([{ ...filed, id: randomUUID() }], NO_STREAM, 'claim-2');
    const tampered = confidentialStore(
      {
        ...inner,
        readAll: async (options) =>
          (await inner.readAll(options)).map((event) =>
            event.stream === 'claim-1'
              ? { ...event, data: { ...(event.data as object), sealed: boxOf(event) } }
              : event,
          ),
      },
      vault,
    );
    const [bad, good] = await tampered.readAll({ after: 0n, max: 10 });
    expect(() => decodeEvent(bad as RecordedEvent)).toThrow('does not open: authentication');
    expect(good?.data).toEqual(filed.data);
  });

  function boxOf(event: RecordedEvent): Json {
    const sealed = sealedIn(event.data);
    const bytes = Buffer.from(sealed?.box ?? '', 'base64');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    return { ...sealed, box: bytes.toString('base64') } as Json;
  }

  it('may be followed live', async () => {
    const ending = new AbortController();
    const batches = store.subscribe({ after: 0n, signal: ending.signal })[Symbol.asyncIterator]();
    const next = batches.next();
    await append([filed]);
    expect((await next).value?.[0].data).toEqual(filed.data);
    ending.abort();
  });
});

it('keeps what the store under it can do', () => {
  expect(store.appendAtomically).toBeDefined();
  const { appendAtomically: _, ...single } = inner;
  expect(Object.hasOwn(confidentialStore(single, vault), 'appendAtomically')).toBe(false);
});
