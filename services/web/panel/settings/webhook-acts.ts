import type { Webhooks } from '@foja/feeds/webhooks/index.ts';
import type { callerOf } from '../desk.ts';
import { type Form, field, type Wrong } from '../form.ts';
import { words } from './settings.ts';
import { answerWords } from './webhook-words.ts';

const URL_ = '/panel/ajustes/webhooks';

interface Acted {
  readonly webhooks: Webhooks;
  readonly ruc: string;
  readonly webhookId: string;
  readonly form: Form;
  readonly by: ReturnType<typeof callerOf>;
}

type Done =
  | { readonly wrong: readonly Wrong[] }
  | { readonly secret: string }
  | { readonly hecho: string; readonly to?: string };

/** By the last part of their path. */
export const ACTS: Readonly<Record<string, (acted: Acted) => Promise<Done>>> = {
  pausar: async ({ webhooks, ruc, webhookId, by }) => toldOr(await webhooks.pause(ruc, webhookId, by), 'pausado'),
  reanudar: async ({ webhooks, ruc, webhookId, by }) => toldOr(await webhooks.resume(ruc, webhookId, by), 'reanudado'),
  quitar: async ({ webhooks, ruc, webhookId, by }) => {
    const done = await webhooks.remove(ruc, webhookId, by);
    return done.ok ? { hecho: 'quitado', to: `${URL_}?hecho=quitado` } : { wrong: [toldOf(done)] };
  },
  secreto: async ({ webhooks, ruc, webhookId, by }) => {
    const done = await webhooks.rotate(ruc, webhookId, by);
    return done.ok ? { secret: done.secret } : { wrong: [toldOf(done)] };
  },
  probar: async ({ webhooks, ruc, webhookId }) => {
    const done = await webhooks.test(ruc, webhookId);
    if (!done.ok) return { wrong: [toldOf(done)] };
    if (done.delivered) return { hecho: 'probado' };
    return { wrong: [{ texto: `La prueba no llegó: ${answerWords(done.answer)}.` }] };
  },
  desde: async ({ webhooks, ruc, webhookId, form }) => {
    const after = field(form, 'numero');
    if (!/^\d{1,18}$/.test(after)) return { wrong: [NO_NUMBER] };
    return toldOr(await webhooks.replay(ruc, webhookId, BigInt(after)), 'desde');
  },
  reintentar: async ({ webhooks, ruc, webhookId, form }) => {
    const seq = field(form, 'numero');
    const one = /^\d{1,18}$/.test(seq) ? BigInt(seq) : undefined;
    return toldOr(await webhooks.retry(ruc, webhookId, one), 'reintentado');
  },
  omitir: async ({ webhooks, ruc, webhookId, form }) => {
    const seq = field(form, 'numero');
    if (!/^\d{1,18}$/.test(seq)) return { wrong: [NO_NUMBER] };
    return toldOr(await webhooks.skip(ruc, webhookId, BigInt(seq)), 'omitido');
  },
};

type Refused = Extract<Awaited<ReturnType<Webhooks['pause']>>, { ok: false }>;

export function toldOf({ refusal }: Refused): Wrong {
  return { texto: words(refusal) };
}

function toldOr(done: { readonly ok: true } | Refused, hecho: string): Done {
  return done.ok ? { hecho } : { wrong: [toldOf(done)] };
}

const NO_NUMBER = { campo: 'numero', texto: 'Escriba un número de mensaje: solo cifras.' };
