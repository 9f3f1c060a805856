import type { ClaimEvent } from '@foja/domain/claim/index.ts';

/** What an event rests on: its own norm where it names one; empty where none asks for it. */
export function normOf(event: ClaimEvent, regimeNorm: string): string {
  if ('norm' in event.data) return event.data.norm;
  if (event.type === 'ClaimFiled') return regimeNorm;
  if (event.type === 'SheetNumbered') return 'Reglamento, Anexo I';
  if (event.type.startsWith('Settlement')) return 'Reglamento, art. 6-A';
  if (event.type === 'ClaimReclassified') return 'Reglamento, art. 6';
  if (event.type === 'ClaimResponded') return 'Código, art. 24';
  if (event.type.startsWith('Indecopi')) return 'Código, art. 152; Reglamento, art. 11';
  return '';
}
