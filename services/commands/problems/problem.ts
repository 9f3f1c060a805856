import { fieldProblems, type ProblemCode, problems } from '@foja/contracts';
import type { ProblemAnswer } from '@foja/contracts/http/answers.ts';
import type { Refusal } from '@foja/domain/decision.ts';

export type Language = 'es' | 'en';

/** A wrong field: dotted path, and a code of `fieldProblems`. Never its value. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
}

export interface AboutProblem extends Omit<Refusal, 'code' | 'detail'> {
  readonly about?: Refusal['detail'];
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** A sentence for people, in both languages. */
  readonly detail?: { readonly es: string; readonly en: string };
}

/** Thrown by whatever finds that a request can't be answered as asked; one handler turns it into problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly more: AboutProblem;

  constructor(code: ProblemCode, more: AboutProblem = {}, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.more = more;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** The field to blame where a rule of the domain, and no schema, finds a request wrong. */
const FIELDS: Partial<Record<ProblemCode, FieldError>> = {
  'provider/ruc-invalid': { field: 'ruc', code: 'ruc/check-digit' },
  'key/expires-in-past': { field: 'expiresAt', code: 'field/value' },
  'indecopi/due-in-past': { field: 'dueOn', code: 'field/value' },
  'response/grounds-missing': { field: 'grounds', code: 'field/required' },
  'response/wrong-medium': { field: 'medium', code: 'field/value' },
  'response/communicated-in-future': { field: 'communicatedAt', code: 'field/value' },
  'response/communicated-before-filing': { field: 'communicatedAt', code: 'field/value' },
  'offer/communicated-out-of-time': { field: 'communicatedAt', code: 'field/value' },
};

/** A broken rule of the domain, as a problem. */
export function refused({ code, norm, detail }: Refusal): Problem {
  return new Problem(code, {
    ...(norm === undefined ? {} : { norm }),
    ...(detail === undefined ? {} : { about: detail }),
    ...(FIELDS[code] === undefined ? {} : { errors: [FIELDS[code]] }),
    ...(typeof detail?.['currentRevision'] === 'number' ? { headers: { etag: `"${detail['currentRevision']}"` } } : {}),
  });
}

/** RFC 9457. */
export function problemAnswer(problem: Problem, language: Language, requestId: string): ProblemAnswer {
  const { code, more } = problem;
  return {
    type: `urn:foja:problem:${code}`,
    title: problems[code][language],
    status: problem.status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail[language] }),
    ...(more.norm === undefined ? {} : { norm: more.norm }),
    ...(more.about === undefined ? {} : { about: { ...more.about } }),
    errors: (more.errors ?? []).map((error) => ({ ...error, message: messageOf(error.code, language) })),
    requestId,
  };
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

function messageOf(code: string, language: Language): string {
  return (fieldProblems[code] ?? fieldProblems['field/value'])?.[language] ?? code;
}
