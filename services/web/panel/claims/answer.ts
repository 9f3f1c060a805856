import type { Claim } from '@foja/commands/commands.ts';
import { respond } from '@foja/contracts/http/bodies.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { type AnswerWords, answerView } from '@foja/documents/views/answer.ts';
import { type Answer, respond as decideAnswer, regimeOf, withLapse } from '@foja/domain/claim/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, does, page, todayOf } from '../desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../form.ts';
import { type Draft, pointsOf, remarksOn } from './checklist.ts';
import { claimOf, claimPage, type OfClaim } from './claim-page.ts';
import { again, refusalWords, run } from './commands.ts';
import { instantOf } from './lima-input.ts';
import { sendDocument } from './printed.ts';
import { MEDIA, TYPES } from './words.ts';

/**
 * The answer, in two steps: it is written, then seen as the letter that the consumer gets, beside what has to be ticked. Only
 * the second step sends it: the law allows one answer.
 */
export function answerRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/reclamos/:claimId/respuesta';
  const path = '/panel/reclamos/{claimId}/respuesta';

  app.post<OfClaim>(`${url}/revisar`, does('claim/respond', `${path}/revisar`, ofClaim), async (request, reply) => {
    const form = formOf(request.body);
    const parsed = draftOf(desk, form);
    if (!parsed.ok) return again(desk, request, reply, 'respuesta', form, parsed.wrong);
    const claim = claimOf(request);
    const about = { law: desk.commands.lawAt(claim.state.lawVersion), now: desk.clock() };
    const told = decideAnswer(claim.state, parsed.data, about);
    if (!told.ok) return again(desk, request, reply, 'respuesta', form, [{ texto: refusalWords(told.refusal) }]);
    return preview(desk, request, reply, { claim, answer: parsed.data, form });
  });

  /** The letter itself, as it would go out, to read and print; nothing is sent. */
  app.post<OfClaim>(`${url}/carta`, does('claim/respond', `${path}/carta`, ofClaim), async (request, reply) => {
    const form = formOf(request.body);
    const parsed = draftOf(desk, form);
    if (!parsed.ok) return again(desk, request, reply, 'respuesta', form, parsed.wrong);
    return sendDocument(reply, await desk.documents.answerPreview(claimOf(request), asGiven(parsed.data)));
  });

  app.post<OfClaim>(`${url}/corregir`, does('claim/respond', `${path}/corregir`, ofClaim), (request, reply) =>
    claimPage(desk, request, reply, {
      claim: claimOf(request),
      typed: { form: 'respuesta', values: formOf(request.body) },
    }),
  );

  app.post<OfClaim>(url, does('claim/respond', path, ofClaim), async (request, reply) => {
    const form = formOf(request.body);
    const parsed = draftOf(desk, form);
    if (!parsed.ok) return again(desk, request, reply, 'respuesta', form, parsed.wrong);
    const claim = claimOf(request);
    const missing = pointsOf(claim.state, draft(parsed.data)).filter(({ id }) => field(form, id) !== 'si');
    if (missing.length > 0) {
      const wrong = missing.map(({ id, texto, cita }) => ({
        campo: id,
        texto: `Falta confirmar: ${texto.charAt(0).toLowerCase()}${texto.slice(1)}${cita === undefined ? '' : ` («${cita}»)`}`,
      }));
      return preview(desk, request, reply, { claim, answer: parsed.data, form, wrong });
    }
    return run(desk, request, reply, 'respuesta', 'respuesta', (state, about) =>
      decideAnswer(state, parsed.data, about),
    );
  });
}

function draftOf(desk: Desk, form: Form) {
  const outcome = field(form, 'respuesta-sentido');
  const grounds = outcome === 'accepted' ? '' : field(form, 'respuesta-fundamento');
  const body = {
    ...optional('outcome', outcome),
    text: field(form, 'respuesta-texto'),
    ...optional('grounds', grounds),
    medium: field(form, 'respuesta-medio'),
    communicatedAt: instantOf(field(form, 'respuesta-cuando')) ?? desk.clock(),
  };
  return parseForm<Answer>(respond, body, LABELS);
}

/** As the letter takes it: whether it is late is not part of what it says. */
function asGiven(answer: Answer): AnswerWords {
  return { ...answer, late: false, warnings: [] };
}

function draft({ outcome, text, grounds, medium }: Answer): Draft {
  return { outcome, text, grounds, medium };
}

interface Preview {
  readonly claim: Claim;
  readonly answer: Answer;
  readonly form: Form;
  readonly wrong?: readonly Wrong[];
}

async function preview(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { claim, answer, form, wrong = [] }: Preview,
) {
  const today = todayOf(desk).today;
  const law = desk.commands.lawAt(claim.state.lawVersion);
  const { state } = withLapse(claim.state, { law, now: desk.clock() });
  const said = draft(answer);
  return page(desk, request, reply, {
    view: 'respuesta',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Revise la respuesta antes de enviarla`,
      errores: wrong,
      resumen: 'Antes de enviar, confirme cada punto',
      claimId: state.filed.claimId,
      tipo: TYPES[state.type]?.toLowerCase(),
      carta: answerView(claim, regimeOf(law, state), asGiven(answer)),
      comunicada: answer.communicatedAt,
      medio: MEDIA[answer.medium],
      puntos: pointsOf(state, said).map((point) => ({ ...point, marcado: field(form, point.id) === 'si' })),
      observaciones: remarksOn(state, said, { today, mailStaysHere: desk.mailStaysHere }),
      ocultos: ['revision', 'formulario', ...FIELDS].map((name) => ({ name, value: field(form, name) })),
    },
  });
}

const FIELDS = ['respuesta-sentido', 'respuesta-texto', 'respuesta-fundamento', 'respuesta-medio', 'respuesta-cuando'];

const LABELS = {
  outcome: { campo: 'respuesta-sentido-accepted', nombre: 'Qué se decide' },
  text: { campo: 'respuesta-texto', nombre: 'Respuesta' },
  grounds: { campo: 'respuesta-fundamento', nombre: 'Fundamento' },
  medium: { campo: 'respuesta-medio', nombre: 'Medio' },
  communicatedAt: { campo: 'respuesta-cuando', nombre: 'Cuándo se comunicó' },
} as const;
