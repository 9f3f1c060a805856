import { feedName } from '@foja/contracts/integration/feeds.ts';
import { Stop } from '../stop.ts';

/** An option's value that names a feed. @throws Stop */
export function feedNamed(text: string): string {
  if (!feedName.safeParse(text).success)
    throw new Stop('--feed: un nombre como foja.20999999990.claims.v1', 'wrong-use');
  return text;
}
