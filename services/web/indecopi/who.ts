import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyRequest } from 'fastify';
import type { Official } from './office.ts';

/** @throws Problem where nobody is signed in: the guard has let such a route through. */
export function officialOf({ official }: FastifyRequest): Official {
  if (official === undefined) throw new Problem('auth/missing');
  return official;
}
