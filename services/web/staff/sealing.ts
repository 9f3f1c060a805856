import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps secrets that must be read again, and hashes those that need not be, under a key that is not in the database. */
export interface Sealing {
  /** AES-256-GCM; bound to its owner, so that a row copied to somebody else's does not open. */
  seal(plain: string, owner: string): Buffer;
  /** @throws where the bytes were sealed for somebody else or changed. */
  open(sealed: Buffer, owner: string): string;
  /** For short codes: without the key they can't be tried out, not even by who has the database. */
  mac(text: string, owner: string): Buffer;
}

/** @param secret at least 32 random bytes, kept outside the database. */
export function sealing(secret: Uint8Array): Sealing {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `foja staff ${purpose}`, 32));
  const sealKey = derive('seal');
  const macKey = derive('codes');
  return {
    seal(plain, owner) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    open(sealed, owner) {
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    },
    mac: (text, owner) => createHmac('sha256', macKey).update(`${owner}:${text}`).digest(),
  };
}
