import type { Letter } from './letter.ts';

export interface PausedWebhookNotice {
  readonly ruc: string;
  readonly webhookId: string;
  /** Of its address no more than this: the rest may hold a token. */
  readonly host: string;
  readonly reason: 'gone' | 'failing';
  /** Instant; tells one pause from the next. */
  readonly at: string;
}

/** The firm's system is told of nothing any more, and nobody there may know. */
export function pausedWebhookLetter({
  host,
  reason,
  link,
}: Pick<PausedWebhookNotice, 'host' | 'reason'> & { readonly link: string }): Letter {
  return {
    subject: `Dejamos de avisar a su sistema (${host})`,
    parts: [
      {
        text:
          reason === 'gone'
            ? 'Su sistema respondió que ya no recibe los avisos del Libro de Reclamaciones (HTTP 410). Los dejamos en pausa.'
            : 'Su sistema no aceptó ningún aviso del Libro de Reclamaciones en cinco días. Los dejamos en pausa.',
      },
      { facts: [{ label: 'Sistema', value: host }] },
      { text: 'No se perdió nada: cuando lo reanude en el panel, recibirá todo lo pendiente, en orden.' },
      { link, label: 'Ver los avisos a su sistema' },
    ],
  };
}
