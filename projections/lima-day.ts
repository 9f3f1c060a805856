import { type CivilDate, limaDateOf } from '@foja/domain/deadline/index.ts';

/**
 * The day in Lima of an instant, remembered by hour: a replay asks for the same few thousand hours a million times.
 * @throws RangeError where the text is no instant with its offset.
 */
export function limaDay(instant: string): CivilDate {
  const offset = instant.endsWith('Z') ? 'Z' : instant.slice(-6);
  // An offset of half an hour moves the day within an hour.
  if (offset !== 'Z' && !offset.endsWith(':00')) return limaDateOf(instant);
  const hour = `${instant.slice(0, 13)}${offset}`;
  const known = days.get(hour);
  if (known !== undefined) return known;
  const day = limaDateOf(instant);
  if (days.size >= MOST_KNOWN) days.clear();
  days.set(hour, day);
  return day;
}

const days = new Map<string, CivilDate>();
const MOST_KNOWN = 50_000;
