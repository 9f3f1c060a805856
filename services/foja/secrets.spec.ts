import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets, operatorKeyWasSeen } from './secrets.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'foja-secrets-'));
  chmodSync(dataDir, 0o700);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const load = (operatorKey?: string) => loadSecrets({ dataDir, operatorKey, trackingKey: undefined });

describe('the operator’s key', () => {
  it('is unseen until somebody was shown it, however often a start fails before', () => {
    const first = load();
    expect(first.operatorKeyIsUnseen).toBe(true);
    expect(load()).toEqual(first);
    operatorKeyWasSeen({ dataDir });
    expect(load()).toEqual({ ...first, operatorKeyIsUnseen: false });
    operatorKeyWasSeen({ dataDir });
    expect(readFileSync(join(dataDir, 'operator-key'), 'utf8')).toBe(`${first.operatorKey}\n`);
    expect(statSync(join(dataDir, 'operator-key')).mode & 0o777).toBe(0o600);
  });

  it('is not shown where it is the operator’s own, nor where an earlier Foja made it', () => {
    expect(load('una-llave-del-operador')).toMatchObject({ operatorKeyIsUnseen: false });
    writeFileSync(join(dataDir, 'operator-key'), 'foja_operador_de-antes\n', { mode: 0o600 });
    expect(load()).toMatchObject({ operatorKey: 'foja_operador_de-antes', operatorKeyIsUnseen: false });
  });

  it('is made where only its mark was, and shown', () => {
    load();
    rmSync(join(dataDir, 'operator-key'));
    expect(load().operatorKeyIsUnseen).toBe(true);
  });
});
