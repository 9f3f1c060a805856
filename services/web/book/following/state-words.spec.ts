import {
  accepted,
  filed,
  lapsed,
  lima,
  offered,
  offeredInPerson,
  rejected,
  responded,
  viewed,
} from '@foja/domain/claim/examples.ts';
import { type ClaimEvent, type ClaimState, evolveClaim } from '@foja/domain/claim/index.ts';
import { baseLaw, regimeById } from '@foja/domain/deadline/index.ts';
import { describe, expect, it } from 'vitest';
import { stateWords, timeLeft } from './state-words.ts';

/** A sheet filed on Monday 5 October 2026, due on Tuesday the 27th. */
function standing(now: string, ...events: ClaimEvent[]) {
  let state: ClaimState = evolveClaim(undefined, filed());
  for (const event of events) state = evolveClaim(state, event);
  const regime = regimeById(baseLaw, state.regimeId);
  if (regime === undefined) throw new Error('no regime');
  return { state, law: baseLaw, regime, now };
}

describe('where a claim stands, in words', () => {
  it.each([
    ['Presentado', standing(lima('2026-10-05', '19:00'))],
    ['En atención', standing(lima('2026-10-06'), viewed)],
    ['Espera su decisión', standing(lima('2026-10-12'), viewed, offered())],
    ['Espera su decisión', standing(lima('2026-10-12'), viewed, offeredInPerson())],
    ['En atención', standing(lima('2026-10-13'), viewed, offered(), rejected)],
    ['Terminó en acuerdo', standing(lima('2026-10-13'), viewed, offered(), accepted)],
    ['Respondido', standing(lima('2026-12-24'), viewed, responded())],
    ['Plazo vencido', standing(lima('2026-10-28'), viewed)],
    ['Plazo vencido', standing(lima('2026-11-04'), viewed, offered(), lapsed)],
  ])('%s', (words, at) => expect(stateWords(at).etiqueta).toBe(words));

  it('an offer that nobody answered is no longer offered, whether the ledger has said so yet or not', () => {
    expect(stateWords(standing(lima('2026-10-17'), viewed, offered())).etiqueta).toBe('En atención');
    expect(stateWords(standing(lima('2026-10-16', '23:59'), viewed, offered())).etiqueta).toBe('Espera su decisión');
  });
});

describe('how long there is left', () => {
  it.each([
    ['2026-10-05', 'Quedan 15 días hábiles'],
    ['2026-10-26', 'Queda 1 día hábil'],
    ['2026-10-27', 'El plazo termina hoy'],
  ])('on %s: %s', (day, words) => expect(timeLeft(standing(lima(day, '23:00')))).toContain(words));

  it('is not said once it is over, or answered', () => {
    expect(timeLeft(standing(lima('2026-10-28')))).toBeUndefined();
    expect(timeLeft(standing(lima('2026-10-13'), responded()))).toBeUndefined();
  });
});
