import { dayMonthYear, longDate } from '@foja/documents/format.ts';
import type { Dashboard, DeadlineItem } from '@foja/projections';
import type { Letter } from './letter.ts';

export interface Digest {
  readonly firm: string;
  readonly dashboard: Dashboard;
  /** The most urgent open claims, in the order they are due; a part of them where there are many. */
  readonly urgent: readonly DeadlineItem[];
  readonly link: string;
}

/** Whether a day has anything to tell. */
export function worthTelling({ states, dueWithin5, unseen, copiesDue }: Dashboard): boolean {
  return states.overdue + dueWithin5 + unseen + copiesDue > 0;
}

/** What is due, for the provider's morning. Sheet numbers and dates; no consumer. */
export function digestLetter({ firm, dashboard, urgent, link }: Digest): Letter {
  const { states, dueToday, dueWithin2, dueWithin5, unseen, copiesDue, today } = dashboard;
  const facts = [
    ['Fuera de plazo', states.overdue],
    ['Vencen hoy', dueToday],
    ['Vencen en 2 días hábiles', dueWithin2],
    ['Vencen en 5 días hábiles', dueWithin5],
    ['Con ofrecimiento pendiente', states.suspended],
    ['Sin abrir', unseen],
    ['Copias que pide Indecopi', copiesDue],
  ] as const;
  return {
    subject: `Libro de Reclamaciones: resumen del ${dayMonthYear(today)}`,
    parts: [
      { text: `Así está el Libro de Reclamaciones de ${firm} hoy, ${longDate(today)}.` },
      { facts: facts.map(([label, value]) => ({ label, value: String(value) })) },
      ...(urgent.length === 0 ? [] : [{ text: 'Lo más urgente:' }, { facts: urgent.map(line) }]),
      { link, label: 'Abrir el panel' },
    ],
  };
}

function line({ sheetNumber, bookCode, dueOn, state, type }: DeadlineItem) {
  const when = state === 'overdue' ? 'venció' : 'vence';
  return { label: `${sheetNumber ?? 'sin número'} (${bookCode})`, value: `${type}, ${when} el ${dayMonthYear(dueOn)}` };
}
