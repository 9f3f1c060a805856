import type { FastifyReply } from 'fastify';

export interface SentFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/**
 * What somebody sent is downloaded, never shown inside a page of ours, and can run nothing here: whoever made it may have meant
 * it to be more than a picture.
 */
export function sendDownload(reply: FastifyReply, file: SentFile, bytes: Parameters<FastifyReply['send']>[0]) {
  return reply
    .type(file.mediaType)
    .header('content-length', file.sizeBytes)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(bytes);
}
