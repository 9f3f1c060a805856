import type { Actor } from '@foja/api/actor.ts';
import { actorOfRecord } from '@foja/api/actor.ts';
import { authorize } from '@foja/api/authorize.ts';
import type { Caller } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import type { Action } from '@foja/contracts/http/actions.ts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { StaffMember } from '@foja/domain/provider/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage, type Views } from '../layout/index.ts';
import { csrfOf } from './csrf.ts';
import type { PanelDependencies } from './dependencies.ts';
import { type Form, field } from './form.ts';

/** What every handler of the panel works with. */
export interface Desk extends PanelDependencies {
  readonly views: Views;
}

/** Somebody of the staff, signed in. */
export interface Person {
  readonly staffId: string;
  readonly ruc: string;
  readonly role: StaffRole;
  readonly name: string;
  readonly email: string;
  readonly token: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    person: Person | undefined;
    /** Signed in with a password, and still without the second factor that their role needs: nobody, but for setting it up. */
    enrolling: Person | undefined;
    /** The token in the cookie, of a session or of nobody yet: forms are tied to it. */
    passToken: string;
    uploads: readonly Upload[];
  }
}

export interface Upload {
  readonly field: string;
  readonly fileName: string;
  readonly bytes: Buffer;
  /** Longer than allowed: what came is not the whole. */
  readonly truncated: boolean;
}

/** Says what a route does: the guard of the API asks `authorize` with it, and who is signed in, before any handler runs. */
export function does(action: Action, path: string, params?: RouteDefinition['params']) {
  return { config: { route: { action, path, ...(params === undefined ? {} : { params }) } } };
}

/** @throws Problem where nobody is signed in: the guard has let such a route through. */
export function personOf({ person }: FastifyRequest): Person {
  if (person === undefined) throw new Problem('auth/missing');
  return person;
}

export function may({ role, ruc, staffId }: Person, action: Action): boolean {
  return authorize({ role, ruc, keyId: staffId }, action, { kind: 'provider', ruc }) === 'allowed';
}

export function actorOf({ role, ruc, staffId }: Person): Actor {
  return { role, ruc, keyId: staffId };
}

/** The sender of a command. Forms carry an id, so that a form sent twice does nothing twice, and the revision that was seen. */
export function callerOf(request: FastifyRequest, form: Form): Caller {
  const person = personOf(request);
  const formId = field(form, 'formulario').slice(0, 100);
  const commandId =
    formId === ''
      ? eventId(FORMS, request.id)
      : eventId(FORMS, `${person.staffId} ${request.routeOptions.url} ${formId}`);
  const revision = field(form, 'revision');
  return {
    actor: actorOfRecord(actorOf(person)),
    commandId,
    correlationId: request.id,
    traceparent: request.span?.traceparent,
    ...(/^\d{1,9}$/.test(revision) ? { expectedRevision: Number(revision) } : {}),
  };
}

/** Namespace of the command ids of forms; any UUID, the same for ever. */
const FORMS = '3b1d5c0e-5a0e-5d43-8f5e-6c0f6a1b2f02';

export function todayOf({ clock, commands }: Desk) {
  return { today: limaDateOf(clock()), law: commands.law() };
}

/** Waits a moment for the read models, so that the page after a change shows it; a slow one only shows it later. */
export async function shown({ projections }: Desk, position: bigint): Promise<void> {
  await projections.waitFor(position, 2_000);
}

export interface PanelPage {
  readonly view: string;
  readonly data: { readonly titulo: string } & Readonly<Record<string, unknown>>;
  readonly status?: number;
}

/** Any page of the panel: with who is signed in, what they may do, and the token that ties forms to the session. */
export function page(desk: Desk, request: FastifyRequest, reply: FastifyReply, { view, data, status }: PanelPage) {
  const { person } = request;
  const firm = typeof data['empresa'] === 'string' ? data['empresa'] : undefined;
  return sendPage(desk.views, request, reply, {
    view: `panel/${view}`,
    connects: person !== undefined,
    ...(status === undefined ? {} : { status }),
    data: {
      sitio: 'Panel',
      pie: 'Foja · Libro de Reclamaciones',
      csrf: csrfOf(request),
      formulario: request.id,
      rama: branchOf(request.routeOptions.url ?? ''),
      ...(person === undefined ? {} : { yo: { ...publicPerson(person), empresa: firm }, puede: permissionsOf(person) }),
      ...data,
    },
  });
}

function publicPerson({ name, role, email }: Person) {
  return { name, role, email, rol: ROLES[role] };
}

export const ROLES: Readonly<Record<StaffRole, string>> = {
  admin: 'Administra',
  respondent: 'Atiende',
  viewer: 'Solo mira',
};

function permissionsOf(person: Person) {
  return {
    atender: may(person, 'claim/respond'),
    administrar: may(person, 'settings/change'),
    transcribir: may(person, 'claim/transcribe'),
    reportar: may(person, 'sirec/report'),
  };
}

function branchOf(url: string): string {
  return url.split('/')[2] ?? 'inicio';
}

export function memberName(staff: ReadonlyMap<string, StaffMember>, staffId: string): string | undefined {
  return staff.get(staffId)?.name;
}
