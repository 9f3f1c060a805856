import { legends } from './legends.ts';
import type { Regime } from './regime.ts';

const reclamoAndQueja = ['reclamo', 'queja'] as const;
const thirtyCalendarDays = { n: 30, unit: 'calendar', rollOver: false } as const;
const fifteenBusinessDays = { n: 15, unit: 'business', rollOver: false } as const;
const notExtendable = 'Ley 31435 (art. 24 del Código): el plazo es improrrogable';
const onceByEqualTerm = {
  n: 30,
  unit: 'calendar',
  maxTimes: 1,
  condition: 'justified-by-nature',
  norm: 'Código de Protección y Defensa del Consumidor, art. 24 (texto original); DS 011-2011-PCM, art. 6',
} as const;
const tenCalendarDaysOfOffer = { n: 10, unit: 'calendar', norm: 'art. 6-A, DS 058-2017-PCM' } as const;
const rollOverUnknown =
  'No está confirmado que un vencimiento en día inhábil pase al siguiente día hábil: no se traslada.';

/** Código de Protección y Defensa del Consumidor, art. 24, and the Reglamento del Libro de Reclamaciones, over time. */
export const generalRegimes: readonly Regime[] = [
  {
    id: 'general-2011',
    sector: 'general',
    sheetTypes: reclamoAndQueja,
    filedFrom: '2011-05-07',
    filedTo: '2017-05-28',
    term: thirtyCalendarDays,
    extension: onceByEqualTerm,
    legends: [legends.otherWays, legends.thirtyCalendarDays],
    norm: 'Ley 29571, art. 24 (texto original); DS 011-2011-PCM, art. 6; DS 006-2014-PCM',
    confidence: 'confirmed',
    note: rollOverUnknown,
  },
  {
    id: 'general-2017-05-29',
    sector: 'general',
    sheetTypes: reclamoAndQueja,
    filedFrom: '2017-05-29',
    filedTo: '2022-05-20',
    term: thirtyCalendarDays,
    extension: onceByEqualTerm,
    offerSuspension: tenCalendarDaysOfOffer,
    legends: [legends.otherWays, legends.thirtyCalendarDays],
    norm: 'Ley 29571, art. 24 (texto original); DS 011-2011-PCM, arts. 6 y 6-A (DS 058-2017-PCM)',
    confidence: 'secondary',
    note: rollOverUnknown,
  },
  {
    id: 'general-2022-05-21',
    sector: 'general',
    sheetTypes: ['reclamo'],
    filedFrom: '2022-05-21',
    filedTo: '2022-08-16',
    term: fifteenBusinessDays,
    extensionForbiddenBy: notExtendable,
    offerSuspension: tenCalendarDaysOfOffer,
    legends: [legends.otherWays, legends.fifteenBusinessDays],
    norm: 'Ley 31435 (arts. 24 y 152 del Código); DS 058-2017-PCM, art. 6-A',
    confidence: 'confirmed',
    note: 'El último día depende de la entrada en vigor del DS 101-2022-PCM (16 o 17 de agosto de 2022), no confirmada.',
  },
  {
    id: 'general-2022-05-21-queja',
    sector: 'general',
    sheetTypes: ['queja'],
    filedFrom: '2022-05-21',
    filedTo: '2022-08-16',
    term: fifteenBusinessDays,
    extensionForbiddenBy: notExtendable,
    offerSuspension: tenCalendarDaysOfOffer,
    legends: [legends.otherWays, legends.fifteenBusinessDays],
    norm: 'Ley 31435 (arts. 24 y 152 del Código), aplicada a la queja',
    confidence: 'uncertain',
    note: 'La Ley 31435 habla de reclamos; hasta el DS 101-2022-PCM el plazo de la queja no es claro y se toma el del reclamo.',
  },
  {
    id: 'general-2022-08-17',
    sector: 'general',
    sheetTypes: reclamoAndQueja,
    filedFrom: '2022-08-17',
    term: fifteenBusinessDays,
    extensionForbiddenBy: notExtendable,
    offerSuspension: { n: 5, unit: 'business', norm: 'art. 6-A.2(b), DS 101-2022-PCM' },
    legends: [legends.otherWays, legends.fifteenBusinessDays],
    norm: 'Ley 31435 (art. 24 del Código); DS 101-2022-PCM, arts. 6, 6-A y 6-B',
    confidence: 'secondary',
    note: 'Si hay varios ofrecimientos, la suspensión se limita a cinco días hábiles en total: la norma no lo aclara.',
  },
];
