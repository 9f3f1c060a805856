import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { whoseDateInFull } from '@foja/documents/views/due-words.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { MEDIA } from '../claims/words.ts';
import type { Desk } from '../desk.ts';

/** One request of Indecopi's for one sheet, from the claim's own history: asked, due, delivered. */
export interface RequestView {
  readonly numero: number;
  readonly referencia: string;
  readonly motivo: string | undefined;
  readonly oficina: string;
  /** Instants; days in Lima. */
  readonly pedido: string;
  readonly vence: string | undefined;
  readonly porque: string;
  readonly entregado: string | undefined;
  readonly medio: string | undefined;
  readonly vencido: boolean;
  /** The case file that it came with. */
  readonly exportId: string | undefined;
}

/** The last one first. */
export async function requestsOf(desk: Desk, { history, state }: Claim): Promise<RequestView[]> {
  const today = limaDateOf(desk.clock());
  const views: RequestView[] = [];
  for (const { event, metadata } of history) {
    if (event.type !== 'IndecopiCopyRequested') continue;
    const { requestNumber, reference, reason, dueOn, exportId } = event.data;
    const delivery = deliveryOf(history, requestNumber);
    views.unshift({
      numero: requestNumber,
      referencia: reference,
      motivo: reason,
      oficina: await officeOf(desk, metadata.actor.id, state.filed.ruc),
      pedido: metadata.occurredAt,
      vence: dueOn,
      porque: whoseDateInFull(event.data, desk.commands.lawAt),
      ...delivery,
      vencido: delivery.entregado === undefined && dueOn !== undefined && dueOn < today,
      exportId,
    });
  }
  return views;
}

function deliveryOf(history: readonly HistoryEntry[], requestNumber: number) {
  for (const { event, metadata } of history) {
    if (event.type === 'IndecopiCopyDelivered' && event.data.requestNumber === requestNumber)
      return {
        entregado: metadata.occurredAt,
        medio: event.data.medium === 'platform' ? 'por medios electrónicos' : MEDIA[event.data.medium],
      };
  }
  return { entregado: undefined, medio: undefined };
}

/** Who asked, as their leave or their key names them; the ledger keeps the id for ever, the name as long as it may. */
export async function officeOf({ commands }: Pick<Desk, 'commands'>, id: string, ruc: string): Promise<string> {
  const { issued } = await commands.official(id);
  return issued?.official ?? (await commands.provider(ruc)).keys.get(id)?.label ?? 'Indecopi';
}
