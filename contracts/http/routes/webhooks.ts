import * as answers from '../answers/webhooks.ts';
import { ofProvider } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';
import * as bodies from '../webhooks.ts';

const one = '/v1/providers/{ruc}/webhooks/{webhookId}';
const about = { action: 'webhook/manage', tag: 'feeds' } as const;

/** A firm's feed, sent to its systems as signed requests (Standard Webhooks). */
export const webhookRoutes = {
  listWebhooks: {
    ...about,
    method: 'GET',
    path: '/v1/providers/{ruc}/webhooks',
    summary: { es: 'Los webhooks de un proveedor, y cómo van', en: 'Webhooks of a provider, and how they do' },
    params: ofProvider,
    answers: { 200: { description: 'Sus webhooks, sin secretos', schema: answers.webhooks } },
  },
  addWebhook: {
    ...about,
    method: 'POST',
    path: '/v1/providers/{ruc}/webhooks',
    summary: {
      es: 'Registra un webhook; su secreto se muestra una sola vez',
      en: 'Registers a webhook; its secret is shown once',
    },
    params: ofProvider,
    body: bodies.addWebhook,
    answers: { 201: { description: 'Registrado', schema: answers.addedWebhook } },
  },
  readWebhook: {
    ...about,
    method: 'GET',
    path: one,
    summary: { es: 'Un webhook y sus envíos recientes', en: 'A webhook and its recent deliveries' },
    params: bodies.ofWebhook,
    answers: { 200: { description: 'El webhook', schema: answers.webhookDeliveries } },
  },
  removeWebhook: {
    ...about,
    method: 'DELETE',
    path: one,
    summary: { es: 'Quita un webhook y destruye su secreto', en: 'Removes a webhook and destroys its secret' },
    params: bodies.ofWebhook,
    answers: { 204: { description: 'Quitado' } },
  },
  pauseWebhook: {
    ...about,
    method: 'POST',
    path: `${one}/pause`,
    summary: { es: 'Deja de enviar; nada se pierde', en: 'Stops sending; nothing is lost' },
    params: bodies.ofWebhook,
    answers: { 200: { description: 'En pausa', schema: answers.webhook } },
  },
  resumeWebhook: {
    ...about,
    method: 'POST',
    path: `${one}/resume`,
    summary: { es: 'Vuelve a enviar, desde donde quedó', en: 'Sends again, from where it was' },
    params: bodies.ofWebhook,
    answers: { 200: { description: 'Enviando', schema: answers.webhook } },
  },
  rotateWebhookSecret: {
    ...about,
    method: 'POST',
    path: `${one}/secret`,
    summary: {
      es: 'Cambia el secreto; el anterior sigue firmando un día',
      en: 'Changes the secret; the former one signs for another day',
    },
    params: bodies.ofWebhook,
    answers: { 200: { description: 'El nuevo, que no se vuelve a mostrar', schema: answers.rotatedSecret } },
  },
  testWebhook: {
    ...about,
    method: 'POST',
    path: `${one}/test`,
    summary: {
      es: 'Envía ahora un mensaje de prueba (foja.webhook.test.v1)',
      en: 'Sends a test message now (foja.webhook.test.v1)',
    },
    params: bodies.ofWebhook,
    answers: { 200: { description: 'Qué respondió el receptor', schema: answers.webhookTest } },
  },
  replayWebhook: {
    ...about,
    method: 'POST',
    path: `${one}/replay`,
    summary: { es: 'Envía de nuevo todo desde un número del feed', en: 'Sends all again from a number of the feed' },
    params: bodies.ofWebhook,
    body: bodies.replayWebhook,
    answers: { 200: { description: 'Desde ahí', schema: answers.webhook } },
  },
  retryWebhook: {
    ...about,
    method: 'POST',
    path: `${one}/retry`,
    summary: { es: 'Reintenta los mensajes apartados, o uno', en: 'Tries parked messages again, or one' },
    params: bodies.ofWebhook,
    body: bodies.retryWebhook,
    answers: { 200: { description: 'Cuántos', schema: answers.settledMessages } },
  },
  skipWebhookMessage: {
    ...about,
    method: 'POST',
    path: `${one}/skip`,
    summary: { es: 'Da por perdido un mensaje; los siguientes salen', en: 'Gives a message up; those behind it go on' },
    params: bodies.ofWebhook,
    body: bodies.skipMessage,
    answers: { 200: { description: 'Cuántos', schema: answers.settledMessages } },
  },
} as const satisfies Record<string, RouteDefinition>;
