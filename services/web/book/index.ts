import { createHmac } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { Web } from '../web.ts';
import type { BookWeb } from './context.ts';
import { attachmentSeals } from './evidence/attachment.ts';
import { MOST_BYTES } from './evidence/kind.ts';
import { registerFollowing } from './following/routes.ts';
import { registerForm } from './form/routes.ts';
import { formSeals } from './form/seal.ts';
import { registerHome } from './home.ts';
import { registerNotice } from './notice.ts';
import { FILINGS_PER_HOUR, HourlyLimit, UPLOADS_PER_HOUR } from './robots.ts';
import { registerWidget } from './widget/routes.ts';

/** The book as consumers use it. No cookie, no log-in, nothing kept between two pages but what the pages carry. */
export async function registerBook(app: FastifyInstance, web: Web): Promise<void> {
  const secret = createHmac('sha256', web.settings.trackingKey).update('foja web pages v1').digest();
  const book: BookWeb = {
    ...web,
    seals: formSeals(secret),
    attachmentSeals: attachmentSeals(secret),
    filings: new HourlyLimit(web.settings.filingsPerHour ?? FILINGS_PER_HOUR),
    uploads: new HourlyLimit(UPLOADS_PER_HOUR),
  };
  // One byte more than is taken, so that what is too large is known to be. A file that is cut off is not an error.
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: MOST_BYTES + 1, files: 20, fields: 80, fieldSize: 64 * 1024, parts: 100 },
  });
  registerHome(app, book);
  registerForm(app, book);
  registerFollowing(app, book);
  registerNotice(app, book);
  registerWidget(app, book);
}
