import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, passwordFault } from './passwords.ts';
import { sealing } from './sealing.ts';

describe('passwords', () => {
  it('are kept as argon2id, each with its own salt', async () => {
    const [a, b] = await Promise.all([hashPassword('tres tristes tigres'), hashPassword('tres tristes tigres')]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    expect(a).not.toBe(b);
    expect(await isPassword('tres tristes tigres', a)).toBe(true);
    expect(await isPassword('tres tristes tigre', a)).toBe(false);
  });

  it('are the same however the keyboard composes an accent', async () => {
    const stored = await hashPassword('camión viejo azul'.normalize('NFD'));
    expect(await isPassword('camión viejo azul'.normalize('NFC'), stored)).toBe(true);
  });

  it('are nobody’s where there is no account', async () => {
    expect(await isPassword('tres tristes tigres', undefined)).toBe(false);
    expect(await isPassword('', null)).toBe(false);
  });

  it.each([
    ['corta', 'too-short'],
    ['a'.repeat(20), 'too-common'],
    ['0123456789012', 'too-common'],
    ['Contraseña2026!', 'too-common'],
    ['soyricardo2026', 'has-email'],
    ['x'.repeat(100) + 'y'.repeat(101), 'too-long'],
    ['tres tristes tigres', undefined],
  ])('%s: %s', (password, fault) => {
    expect(passwordFault(password, 'ricardo@tienda.example')).toBe(fault);
  });
});

describe('sealed secrets', () => {
  const { seal, open, mac } = sealing(new Uint8Array(32).fill(7));

  it('open for their owner', () => {
    expect(open(seal('JBSWY3DP', 'ana'), 'ana')).toBe('JBSWY3DP');
  });

  it('open neither for somebody else nor changed', () => {
    const sealed = seal('JBSWY3DP', 'ana');
    expect(() => open(sealed, 'beto')).toThrow();
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => open(changed, 'ana')).toThrow();
  });

  it('hash short codes by owner', () => {
    expect(mac('abcde-fghij', 'ana').equals(mac('abcde-fghij', 'beto'))).toBe(false);
  });
});
