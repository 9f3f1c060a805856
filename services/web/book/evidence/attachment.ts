import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EvidenceType } from './evidence-type.ts';

/** A file that was received and waits for its sheet. */
export interface Attachment {
  readonly sha256: string;
  readonly mediaType: EvidenceType;
  readonly sizeBytes: number;
  readonly fileName: string;
}

/** Attachments travel through the form sealed, for one form only: nobody can attach a file that was not looked at here. */
export interface AttachmentSeals {
  seal(attachment: Attachment, formKey: string): string;
  open(sealed: string, formKey: string): Attachment | undefined;
}

export function attachmentSeals(secret: Uint8Array): AttachmentSeals {
  const mac = (formKey: string, text: string) =>
    createHmac('sha256', secret).update(`foja attachment v1\0${formKey}\0${text}`).digest();
  return {
    seal({ sha256, mediaType, sizeBytes, fileName }, formKey) {
      const text = Buffer.from(JSON.stringify([sha256, mediaType, sizeBytes, fileName])).toString('base64url');
      return `${text}.${mac(formKey, text).toString('base64url')}`;
    },
    open(sealed, formKey) {
      const [, text = '', proof = ''] = /^([\w-]{1,2000})\.([\w-]{43})$/.exec(sealed) ?? [];
      if (text === '' || !timingSafeEqual(mac(formKey, text), Buffer.from(proof, 'base64url'))) return undefined;
      const [sha256, mediaType, sizeBytes, fileName] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
      return { sha256, mediaType, sizeBytes, fileName };
    },
  };
}
