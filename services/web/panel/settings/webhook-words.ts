import type { Delivery, ListedWebhook } from '@foja/feeds/webhooks/index.ts';

/** How deliveries are told to people who know their shop, and somebody who knows its system. */

export function stateOf({ paused, standing }: Pick<ListedWebhook, 'paused' | 'standing'>) {
  if (paused === 'gone') return { estado: 'En pausa: su sistema dijo que ya no existe', tono: 'error' };
  if (paused === 'failing') return { estado: 'En pausa: su sistema no aceptó nada en cinco días', tono: 'error' };
  if (paused === 'asked') return { estado: 'En pausa', tono: 'warn' };
  if (standing?.failingSince !== undefined) return { estado: 'No responde bien; se reintenta', tono: 'warn' };
  if ((standing?.parked ?? 0) > 0) return { estado: 'Enviando, con mensajes apartados', tono: 'warn' };
  return { estado: 'Enviando', tono: 'ok' };
}

export function deliveryWords({ state, tries, nextAt }: Pick<Delivery, 'state' | 'tries' | 'nextAt'>) {
  switch (state) {
    case 'delivered':
      return { estado: 'Entregado', tono: 'ok' };
    case 'skipped':
      return { estado: 'Dado por perdido', tono: 'warn' };
    case 'parked':
      return { estado: 'Apartado', tono: 'error' };
    case 'waiting':
      return { estado: tries > 0 || nextAt !== undefined ? 'Se reintenta' : 'En espera', tono: 'warn' };
    default:
      return state satisfies never;
  }
}

/** A status of HTTP, or the name of what went wrong. */
export function answerWords(answer: string): string {
  if (/^\d{3}$/.test(answer)) return `respondió ${answer}`;
  return FAILURES[answer] ?? `falló la conexión (${answer})`;
}

const FAILURES: Readonly<Record<string, string>> = {
  TIMEOUT: 'no respondió a tiempo',
  ADDRESS_REFUSED: 'esa dirección lleva a una red a la que no se puede enviar',
  SECRET_UNAVAILABLE: 'el secreto no está disponible por ahora',
  ECONNREFUSED: 'nadie atiende en esa dirección (ECONNREFUSED)',
  ECONNRESET: 'cortó la conexión (ECONNRESET)',
  ENOTFOUND: 'ese nombre no existe (ENOTFOUND)',
  EAI_AGAIN: 'no se pudo averiguar su dirección (EAI_AGAIN)',
  CERT_HAS_EXPIRED: 'su certificado venció',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'su certificado no es de una autoridad conocida',
  SELF_SIGNED_CERT_IN_CHAIN: 'su certificado no es de una autoridad conocida',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'a su certificado le falta la cadena',
  ERR_TLS_CERT_ALTNAME_INVALID: 'su certificado es de otro nombre',
};
