import type { ReadModels } from '@foja/api';
import type { Actor } from '@foja/api/actor.ts';
import type { CaseFiles } from '@foja/casefiles';
import type { Commands } from '@foja/commands/commands.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { KeySessions } from '../keyed/sessions.ts';
import { type ErrorLog, sendPage, type Views } from '../layout/index.ts';
import { csrfOf } from '../panel/csrf.ts';
import type { Issuer } from '../staff/oidc/issuer.ts';
import type { Sealing } from '../staff/sealing.ts';
import type { OfficialIdentities } from './identities.ts';

/** What Indecopi's pages need and do not make themselves; composed by services/foja. */
export interface OfficeDependencies {
  readonly commands: Commands;
  readonly projections: ReadModels;
  readonly caseFiles: CaseFiles;
  readonly store: EventStore;
  /** Connections as `foja_app`, for the sessions. */
  readonly pool: pg.Pool;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly log: ErrorLog;
  /** Of the accounts that Indecopi gives, and what seals their tickets; without it officials come in by key only. */
  readonly organisation?:
    | { readonly issuer: Issuer; readonly sealing: Sealing; readonly publicUrl: string | undefined }
    | undefined;
}

/** What every handler works with. */
export interface Office extends OfficeDependencies {
  readonly views: Views;
  readonly sessions: KeySessions;
  readonly identities: OfficialIdentities;
}

/** An official, by leave or by a key. */
export type Official = Extract<Actor, { role: 'indecopi' }> | (Extract<Actor, { ruc: string }> & { role: 'indecopi' });

declare module 'fastify' {
  interface FastifyRequest {
    official: Official | undefined;
  }
}

export interface OfficePage {
  readonly view: string;
  readonly data: { readonly titulo: string } & Readonly<Record<string, unknown>>;
  readonly status?: number;
}

export function page(
  office: Pick<Office, 'views'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { view, data, status }: OfficePage,
) {
  return sendPage(office.views, request, reply, {
    view: `indecopi/${view}`,
    connects: request.official !== undefined,
    ...(status === undefined ? {} : { status }),
    data: {
      sitio: 'Indecopi',
      marca: 'Libro de Reclamaciones · Indecopi',
      inicio: '/indecopi',
      pie: 'Foja · Acceso de funcionarios de Indecopi (Código, art. 152; Reglamento, art. 11)',
      estilos: ['indecopi/indecopi.css'],
      csrf: csrfOf(request),
      formulario: request.id,
      dentro: request.official !== undefined,
      ...data,
    },
  });
}
