import type { ReadModels } from '@foja/api';
import type { Actor } from '@foja/api/actor.ts';
import type { World } from '@foja/api/call.ts';
import type { SealedLedger } from '@foja/api/dependencies.ts';
import type { Commands } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { KeySessions } from '../keyed/sessions.ts';
import { type ErrorLog, sendPage, type Views } from '../layout/index.ts';
import { csrfOf } from '../panel/csrf.ts';

/** What the auditors' pages need and do not make themselves; composed by services/foja. */
export interface BureauDependencies {
  readonly commands: Commands;
  readonly projections: ReadModels;
  /** Events as they are stored, boxes closed. */
  readonly stored: World['stored'];
  /** Undefined: nothing is sealed here. */
  readonly sealing: SealedLedger | undefined;
  /** Connections as `foja_app`, for the sessions. */
  readonly pool: pg.Pool;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly log: ErrorLog;
}

/** What every handler works with. */
export interface Bureau extends BureauDependencies {
  readonly views: Views;
  readonly sessions: KeySessions;
  readonly limits: World['limits'];
}

/** An auditor, of several providers or of one. */
export type Auditor =
  | Extract<Actor, { role: 'auditor' }>
  | (Extract<Actor, { ruc: string }> & { readonly role: 'auditor' });

declare module 'fastify' {
  interface FastifyRequest {
    auditor: Auditor | undefined;
  }
}

/** @throws Problem where nobody is signed in: the guard has let such a route through. */
export function auditorOf({ auditor }: FastifyRequest): Auditor {
  if (auditor === undefined) throw new Problem('auth/missing');
  return auditor;
}

export interface BureauPage {
  readonly view: string;
  readonly data: { readonly titulo: string } & Readonly<Record<string, unknown>>;
  readonly status?: number;
}

export function page(
  bureau: Pick<Bureau, 'views'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { view, data, status }: BureauPage,
) {
  return sendPage(bureau.views, request, reply, {
    view: `audit/${view}`,
    connects: request.auditor !== undefined,
    ...(status === undefined ? {} : { status }),
    data: {
      sitio: 'Auditoría',
      marca: 'Libro de Reclamaciones · Auditoría',
      inicio: '/auditoria',
      pie: 'Foja · Acceso de auditores: solo lectura, de los proveedores que se les nombran',
      estilos: ['audit/audit.css'],
      csrf: csrfOf(request),
      dentro: request.auditor !== undefined,
      ...data,
    },
  });
}
