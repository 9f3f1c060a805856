import { mkdirSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { fieldsOf } from './fields.ts';
import { type MailTransport, NotSent } from './transport.ts';

/**
 * Mail as `.eml` files, where no server is set: any mail program opens them. Named by Message-ID, so that the name says
 * nothing of anybody and the same mail again is the same file; readable by the service only; whole or not there.
 */
export function outboxTransport({ folder, from }: { readonly folder: string; readonly from: string }): MailTransport {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    keepsHere: true,
    async send(message) {
      const { message: bytes } = await composer.sendMail(fieldsOf(message, from));
      const file = join(folder, `${message.messageId}.eml`);
      try {
        await writeWhole(file, bytes as Buffer);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new NotSent('unreachable', code ?? 'UNKNOWN');
      }
    },
    async forget(before) {
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.eml')) continue;
        const file = join(folder, name);
        const written = await stat(file).catch(() => undefined); // somebody may have taken it away
        if (written !== undefined && written.mtimeMs < Date.parse(before)) await rm(file, { force: true });
      }
    },
    async close() {
      composer.close();
    },
  };
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  const handle = await open(partial, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
}
