import { hash, randomUUID } from 'node:crypto';
import { UnreadableEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { closeBox, commitmentTo, MALFORMED, openBox, type Place, type Sealed, sealedIn } from './box.ts';
import { newDataKey } from './keyring.ts';

const key = newDataKey();
const place: Place = { stream: 'claim-1', revision: 0, type: 'ClaimFiled', version: 1 };
const values = { 'consumer.documentNumber': '01234567', 'consumer.name': 'Rosa Ficticia Ñ 🙂', detail: 'línea\n"2"' };

describe('a box', () => {
  it('opens to what was put in, and never is the same twice', () => {
    const [one, two] = [closeBox(values, key, place), closeBox(values, key, place)];
    expect(openBox(one, key, place).values).toEqual(values);
    expect(one.box).not.toBe(two.box);
    expect(one.commitment).not.toBe(two.commitment);
    expect(one.kid).toBe(key.kid);
  });

  it('commits to a canonical text that can be shown without the key', () => {
    const sealed = closeBox(values, key, place);
    const { salt } = openBox(sealed, key, place);
    const shown = JSON.stringify({ salt, values });
    expect(commitmentTo(shown)).toBe(sealed.commitment);
    expect(Buffer.from(salt, 'base64')).toHaveLength(16);
    expect(hash('sha256', JSON.stringify(values), 'base64')).not.toBe(sealed.commitment);
  });

  it('stays closed where any one bit of it was changed', () => {
    const sealed = closeBox({ a: '1' }, key, place);
    const bytes = Buffer.from(sealed.box, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openBox({ ...sealed, box: changed.toString('base64') }, key, place)).toThrow(UnreadableEvent);
    }
  });

  it('stays closed where a character of its text was changed, added or lost', () => {
    const sealed = closeBox({ a: '1' }, key, place);
    for (let at = 0; at < sealed.box.length; at += 1) {
      const other = sealed.box[at] === 'A' ? 'B' : 'A';
      const changed = sealed.box.slice(0, at) + other + sealed.box.slice(at + 1);
      expect(() => openBox({ ...sealed, box: changed }, key, place)).toThrow(UnreadableEvent);
    }
    for (const box of [`${sealed.box}=`, ` ${sealed.box}`, sealed.box.slice(4), '', 'A', sealed.box.replace('=', '')]) {
      if (box !== sealed.box) expect(() => openBox({ ...sealed, box }, key, place)).toThrow(UnreadableEvent);
    }
  });

  it.each([
    ['another commitment', (sealed: Sealed) => ({ ...sealed, commitment: commitmentTo('x') })],
    ['another name of its key', (sealed: Sealed) => ({ ...sealed, kid: randomUUID() })],
  ])('stays closed with %s', (_, change) => {
    const sealed = change(closeBox(values, key, place));
    expect(() => openBox(sealed, key, place)).toThrow(UnreadableEvent);
  });

  it.each([
    ['stream', { stream: 'claim-2' }],
    ['revision', { revision: 1 }],
    ['type', { type: 'ClaimResponded' }],
    ['version', { version: 2 }],
  ])('stays closed at another %s', (_, other) => {
    const sealed = closeBox(values, key, place);
    expect(() => openBox(sealed, key, { ...place, ...other })).toThrow('authentication');
  });

  it('stays closed to another key, and says nothing of what is in it', () => {
    const sealed = closeBox(values, key, place);
    const open = () => openBox(sealed, { ...newDataKey(), kid: key.kid }, place);
    expect(open).toThrow(UnreadableEvent);
    expect(open).toThrow('the box of ClaimFiled v1 at claim-1/0 does not open: authentication');
  });
});

describe('stored data', () => {
  it('has a box, none, or something that is no box', () => {
    const sealed = closeBox(values, key, place);
    expect(sealedIn({ a: 1, sealed })).toEqual(sealed);
    for (const data of [{}, { a: 1 }, null, 'x', []]) expect(sealedIn(data)).toBeUndefined();
    const { box: _, ...less } = sealed;
    for (const wrong of [null, 1, {}, less, { ...sealed, more: 1 }, { ...sealed, kid: 'x' }]) {
      expect(sealedIn({ sealed: wrong })).toBe(MALFORMED);
    }
    expect(() => openBox(MALFORMED, key, place)).toThrow(UnreadableEvent);
  });
});
