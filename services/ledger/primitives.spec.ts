import {
  cosign,
  formatSignerKey,
  formatVerifierKey,
  openNote,
  parseSignerKey,
  parseVerifierKey,
  sign,
  signedNote,
  signerKey,
  type VerifierKey,
  verifierKey,
} from '@foja/domain/ledger/index.ts';
import { describe, expect, it } from 'vitest';
import { primitives } from './primitives.ts';

const { sha256, ed25519 } = primitives;
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const key = (text: string): VerifierKey => parseVerifierKey(sha256, text) ?? expect.fail(`no key: ${text}`);

it('SHA-256 of bytes and of text is that of FIPS 180-4', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(hex(sha256('abc'))).toBe(abc);
  expect(hex(sha256(bytes('616263')))).toBe(abc);
  expect(hex(sha256('é'))).toBe(hex(sha256(bytes('c3a9'))));
});

describe('Ed25519', () => {
  // RFC 8032 §7.1, tests 1 and 2
  it.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
  ])('is that of RFC 8032: %s', (seed, publicKey, message, signature) => {
    expect(hex(ed25519.publicKey(bytes(seed)))).toBe(publicKey);
    expect(hex(ed25519.sign(bytes(seed), bytes(message)))).toBe(signature);
    expect(ed25519.verify(bytes(publicKey), bytes(message), bytes(signature))).toBe(true);
  });

  it('answers no to keys and signatures of any other length', () => {
    const [publicKey, signature] = [ed25519.publicKey(new Uint8Array(32)), new Uint8Array(64)];
    for (const length of [0, 1, 31, 33, 64]) {
      expect(ed25519.verify(new Uint8Array(length), bytes('72'), signature)).toBe(false);
      expect(ed25519.verify(publicKey, bytes('72'), new Uint8Array(length === 64 ? 65 : length))).toBe(false);
    }
    expect(ed25519.verify(new Uint8Array(32).fill(0xff), bytes('72'), signature)).toBe(false);
  });
});

// Keys and signatures that others published: the specification, and the tests of Go's golang.org/x/mod/sumdb/note.
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SIGNER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT =
  'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  );
const BY_PETER =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const BY_ENOCH =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

describe('a key', () => {
  it.each([EXAMPLE_KEY, PETER, ENOCH])('%s is read and written the same', (text) => {
    expect(formatVerifierKey(key(text))).toBe(text);
    const { type, name, publicKey } = key(text);
    expect(verifierKey(sha256, { type, name, publicKey })).toEqual(key(text));
  });

  it('that signs belongs to the one that verifies', () => {
    const signer = parseSignerKey(primitives, PETER_SIGNER) ?? expect.fail('no signer');
    expect(formatVerifierKey(signer.key)).toBe(PETER);
    expect(formatSignerKey(signer)).toBe(PETER_SIGNER);
    expect(signerKey(primitives, { ...signer.key, seed: signer.seed })).toEqual(signer);
  });

  it('with a slip anywhere is none', () => {
    for (let at = 0; at < PETER.length; at += 1) {
      const next = String.fromCharCode(PETER.charCodeAt(at) + 1);
      expect(parseVerifierKey(sha256, PETER.slice(0, at) + next + PETER.slice(at + 1))).toBeUndefined();
      expect(parseVerifierKey(sha256, PETER.slice(0, at))).toBeUndefined();
      if (at > 0) expect(parseVerifierKey(sha256, PETER.slice(at))).toBeUndefined();
    }
    for (let at = 0; at < PETER_SIGNER.length; at += 1) {
      const next = String.fromCharCode(PETER_SIGNER.charCodeAt(at) + 1);
      const slip = PETER_SIGNER.slice(0, at) + next + PETER_SIGNER.slice(at + 1);
      expect(parseSignerKey(primitives, slip)).toBeUndefined();
    }
  });

  it.each([
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    PETER.toUpperCase(),
    ` ${PETER}`,
    `${PETER}\n`,
    PETER_SIGNER,
    '',
  ])('%j is none', (text) => {
    expect(parseVerifierKey(sha256, text)).toBeUndefined();
  });

  it('of a witness is another key than the log’s, though it has the same bytes', () => {
    const { name, publicKey } = key(PETER);
    const witness = verifierKey(sha256, { type: 'cosignature/v1', name, publicKey });
    expect(witness.keyId).not.toBe(key(PETER).keyId);
    expect(key(formatVerifierKey(witness))).toEqual(witness);
  });
});

describe('a signed note', () => {
  it('of the specification opens', () => {
    const opened = openNote(ed25519, EXAMPLE, [key(EXAMPLE_KEY)]);
    expect(opened).toMatchObject({ ok: true, signed: [{ key: key(EXAMPLE_KEY) }] });
  });

  it('is signed as Go signs it', () => {
    const signer = parseSignerKey(primitives, PETER_SIGNER) ?? expect.fail('no signer');
    expect(signedNote(TEXT, [sign(ed25519, signer, TEXT)])).toBe(`${TEXT}\n${BY_PETER}`);
  });

  it.each([
    ['one of two known', BY_PETER + BY_ENOCH, [PETER], ['PeterNeumann']],
    ['both known', BY_PETER + BY_ENOCH, [PETER, ENOCH], ['PeterNeumann', 'EnochRoot']],
    ['one twice', BY_PETER + BY_PETER, [PETER], ['PeterNeumann']],
    ['a key listed twice', BY_PETER, [PETER, PETER], ['PeterNeumann']],
  ])('opens with %s', (_what, lines, keys, names) => {
    const opened = openNote(ed25519, `${TEXT}\n${lines}`, keys.map(key));
    expect(opened.ok && opened.signed.map((by) => by.key.name)).toEqual(names);
  });

  it.each([
    ['no key', BY_PETER, [], 'unsigned'],
    ['a stranger’s key', BY_PETER, [ENOCH], 'unsigned'],
    ['another name on the signature', BY_PETER.replace('PeterNeumann', 'Peter'), [PETER], 'unsigned'],
    ['another key id on the signature', BY_PETER.replace('x08g', 'xxxx'), [PETER], 'unsigned'],
    ['a signature that is longer', BY_PETER.replace('o/ZJ', 'o/ZJABCD'), [PETER], 'bad-signature'],
    ['one good and one bad signature', BY_PETER + BY_PETER.replace('wJnAM', 'wJnBM'), [PETER], 'bad-signature'],
    ['no note', `${BY_PETER}x`, [PETER], 'malformed'],
  ])('does not open with %s', (_what, lines, keys, problem) => {
    expect(openNote(ed25519, `${TEXT}\n${lines}`, keys.map(key))).toEqual({ ok: false, problem });
  });
});

describe('a cosignature', () => {
  const checkpoint = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const seed = new Uint8Array(32).fill(7);
  const witness = signerKey(primitives, { type: 'cosignature/v1', name: 'witness.example/w1', seed });
  const log = signerKey(primitives, { type: 'ed25519', name: 'example.com/behind-the-sofa', seed });

  it('is over the time and the checkpoint, as c2sp.org/tlog-cosignature has it', () => {
    const { signature } = cosign(ed25519, witness, checkpoint, 1679315147);
    expect(hex(signature.subarray(0, 8))).toBe('000000006418 50cb'.replace(' ', ''));
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${checkpoint}`);
    expect(ed25519.verify(witness.key.publicKey, message, signature.subarray(8))).toBe(true);
    const opened = openNote(ed25519, signedNote(checkpoint, [cosign(ed25519, witness, checkpoint, 1679315147)]), [
      witness.key,
    ]);
    expect(opened).toMatchObject({ ok: true, signed: [{ atSeconds: 1679315147 }] });
  });

  it('of another time, checkpoint or kind of key does not hold', () => {
    const cosigned = cosign(ed25519, witness, checkpoint, 1679315147);
    const later = { ...cosigned, signature: cosigned.signature.with(7, 0xcc) };
    const plain = { ...sign(ed25519, log, checkpoint), name: witness.key.name, keyId: witness.key.keyId };
    const other = checkpoint.replace('63', '64');
    for (const [text, signature] of [
      [checkpoint, later],
      [checkpoint, plain],
      [other, cosigned],
    ] as const) {
      const opened = openNote(ed25519, signedNote(text, [signature]), [witness.key]);
      expect(opened).toEqual({ ok: false, problem: 'bad-signature' });
    }
  });

  it('is made of checkpoints only, by witnesses only, at a second that can be', () => {
    expect(() => cosign(ed25519, witness, 'some text\n', 1)).toThrow(RangeError);
    expect(() => cosign(ed25519, witness, checkpoint, -1)).toThrow(RangeError);
    expect(() => cosign(ed25519, witness, checkpoint, 1.5)).toThrow(RangeError);
    expect(() => cosign(ed25519, log, checkpoint, 1)).toThrow(RangeError);
    expect(() => sign(ed25519, witness, checkpoint)).toThrow(RangeError);
  });
});
