import { legends } from './legends.ts';
import type { DayUnit, Regime } from './regime.ts';

/**
 * Sectors with a term of their own. What they do not cover (a queja in the regulated public services, a filing before
 * their first day) falls under the general regime, whose scope takes in every provider (Reglamento, art. 2).
 */
export const sectorRegimes: readonly Regime[] = [
  {
    id: 'sbs-2015',
    sector: 'sbs',
    sheetTypes: ['reclamo', 'queja'],
    filedFrom: '2015-01-01',
    filedTo: '2023-06-30',
    term: term(30, 'calendar'),
    extension: {
      n: 30,
      unit: 'calendar',
      maxTimes: 1,
      condition: 'justified-by-nature',
      norm: 'Circular SBS G-184-2015',
    },
    legends: [legends.otherWays],
    norm: 'Circular SBS G-184-2015',
    confidence: 'secondary',
    note: 'AFP y microseguros tenían reglas aparte. Sin confirmar: el primer día y el tope de la prórroga, que se toma igual al plazo.',
  },
  {
    id: 'sbs-2023',
    sector: 'sbs',
    sheetTypes: ['reclamo', 'queja'],
    filedFrom: '2023-07-01',
    term: term(15, 'business'),
    extension: {
      n: 15,
      unit: 'business',
      maxTimes: 1,
      condition: 'third-party-pronouncement',
      norm: 'Res. SBS 04036-2022, art. 7.3',
    },
    documentsSuspension: { n: 2, unit: 'business', norm: 'Res. SBS 04036-2022, art. 9.4' },
    legends: [legends.otherWays],
    norm: 'Res. SBS 04036-2022, arts. 7 y 9',
    confidence: 'confirmed',
    note: 'Sin confirmar: el primer día (1 de julio de 2023) y el tope de la prórroga, que se toma igual al plazo.',
  },
  {
    id: 'osiptel-2015',
    sector: 'osiptel',
    sheetTypes: ['reclamo'],
    filedFrom: '2015-05-15',
    term: term(8, 'business'),
    resolveWithin: 3,
    legends: [legends.otherWays],
    norm: 'TUO del Reglamento de Reclamos, Res. 199-2022-CD/OSIPTEL (antes, Res. 047-2015-CD/OSIPTEL)',
    confidence: 'confirmed',
    note: 'Plazo del reclamo por calidad: 3 para resolver y 5 para notificar. Facturación y otros tienen uno mayor (20, sin confirmar); se toma el que vence antes.',
  },
  {
    id: 'sunass-2023-05-04',
    sector: 'sunass',
    sheetTypes: ['reclamo'],
    filedFrom: '2023-05-04',
    term: term(35, 'business'),
    resolveWithin: 30,
    legends: [legends.otherWays],
    norm: 'TUO del Reglamento de Reclamos, Res. 015-2023-SUNASS-CD',
    confidence: 'confirmed',
    note: '30 días hábiles para resolver y 5 para notificar.',
  },
  {
    id: 'osinergmin-2015-05-23',
    sector: 'osinergmin',
    sheetTypes: ['reclamo'],
    filedFrom: '2015-05-23',
    term: term(30, 'business'),
    legends: [legends.otherWays],
    norm: 'Res. 269-2014-OS/CD',
    confidence: 'uncertain',
    note: 'Sin confirmar: 30 días hábiles, y 10 para algunas materias.',
  },
  {
    id: 'susalud-2019',
    sector: 'susalud',
    sheetTypes: ['reclamo'],
    filedFrom: '2019-01-01',
    term: term(30, 'business'),
    legends: [legends.otherWays],
    norm: 'DS 002-2019-SA',
    confidence: 'confirmed',
    note: 'El sector salud lleva además su propio Libro de Reclamaciones en Salud. Sin confirmar: el primer día, dentro de 2019.',
  },
  {
    id: 'ositran-2011',
    sector: 'ositran',
    sheetTypes: ['reclamo'],
    filedFrom: '2011-05-07',
    term: term(15, 'business'),
    legends: [legends.otherWays],
    norm: 'Res. 019-2011-CD-OSITRAN',
    confidence: 'confirmed',
    note: 'Sin confirmar: el primer día.',
  },
];

function term(n: number, unit: DayUnit): Regime['term'] {
  return { n, unit, rollOver: false };
}
