import type { HolidayRule } from './holidays.ts';

const original = 'D. Leg. 713';

/**
 * The national holidays of Peru: the twelve dates of D. Leg. 713, art. 6 (1991), and the four that later laws added.
 * `firstYear` is the first year in which the day was observed, which is not always the year of the law: Ley 31788 came
 * after 7 June 2023 and Ley 31381 was published on the very 9 December 2021.
 */
export const holidaysOfPeru: readonly HolidayRule[] = [
  national('Año Nuevo', { month: 1, day: 1 }),
  national('Jueves Santo', { daysFromEaster: -3 }),
  national('Viernes Santo', { daysFromEaster: -2 }),
  national('Día del Trabajo', { month: 5, day: 1 }),
  national('Batalla de Arica y Día de la Bandera', { month: 6, day: 7 }, 'Ley 31788', 2024),
  national('San Pedro y San Pablo', { month: 6, day: 29 }),
  national('Día de la Fuerza Aérea del Perú', { month: 7, day: 23 }, 'Ley 31822', 2023),
  national('Fiestas Patrias', { month: 7, day: 28 }),
  national('Fiestas Patrias', { month: 7, day: 29 }),
  national('Batalla de Junín', { month: 8, day: 6 }, 'Ley 31530', 2022),
  national('Santa Rosa de Lima', { month: 8, day: 30 }),
  national('Combate de Angamos', { month: 10, day: 8 }),
  national('Todos los Santos', { month: 11, day: 1 }),
  national('Inmaculada Concepción', { month: 12, day: 8 }),
  national('Batalla de Ayacucho', { month: 12, day: 9 }, 'Ley 31381', 2022),
  national('Navidad', { month: 12, day: 25 }),

  // Days off for the public sector only: they count in a provider's term, and are here so that the sheet says so.
  publicSector('2024-07-26'),
  publicSector('2024-07-27'),
  publicSector('2026-01-02'),
  publicSector('2026-07-27'),
];

function national(name: string, on: HolidayRule['on'], norm = original, firstYear = 1991): HolidayRule {
  return { name, kind: 'FERIADO_NACIONAL', norm, on, firstYear };
}

function publicSector(date: string): HolidayRule {
  return {
    name: 'Día no laborable del sector público',
    kind: 'NO_LABORABLE_PUBLICO',
    norm: 'decreto supremo del año',
    on: { date },
  };
}
