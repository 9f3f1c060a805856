import { randomUUID } from 'node:crypto';
import { buildApp, type Limits, trackingTokens } from '@foja/api';
import { createDocuments, type Documents } from '@foja/documents';
import type { FastifyInstance } from 'fastify';
import { type Ground, openGround } from '../support/ground.ts';
import { type Client, clientOf } from './client.ts';

/** The whole house but its composition root, on a database of its own: API, commands, read models, PostgreSQL. */
export interface House extends Omit<Ground, 'folder' | 'log' | 'clock' | 'settled'> {
  readonly app: FastifyInstance;
  readonly documents: Documents;
  /** The operator's client. */
  readonly operator: Client;
  readonly nobody: Client;
  readonly trackingKey: Uint8Array;
}

export interface HouseOptions {
  readonly now?: string;
  readonly limits?: Partial<Limits>;
  readonly rateLimit?: boolean;
}

export const OPERATOR_KEY = 'operator-key-of-the-tests';
export const NOW = '2026-10-05T18:42:00-05:00';

export async function openHouse({ now = NOW, limits = {}, rateLimit = false }: HouseOptions = {}): Promise<House> {
  const ground = await openGround(now);
  const { store, pool, commands, projections, files, log, clock } = ground;
  const trackingKey = Buffer.alloc(32, randomUUID());
  const quiet = { warn: () => undefined, error: () => undefined };
  const tokens = trackingTokens(trackingKey);
  const followUrl = (claimId: string) => `https://libro.example/seguimiento/${tokens.tokenFor(claimId)}`;
  const documents = await createDocuments({ files, pool, commands, clock, log: quiet, followUrl });
  const app = await buildApp({
    commands,
    projections,
    documents,
    store,
    clock,
    log,
    settings: { operatorKey: OPERATOR_KEY, trackingKey, rateLimit, limits },
  });
  await app.ready();
  return {
    ...ground,
    app,
    trackingKey,
    documents,
    operator: clientOf(app, OPERATOR_KEY),
    nobody: clientOf(app),
    async close() {
      await app.close();
      await documents.close();
      await ground.close();
    },
  };
}
