import { type Visitor, visitorOf } from './browser-of-http.ts';
import type { PanelHouse } from './house.ts';
import { enrol } from './people.ts';

/** Somebody of the house, signed in. Once each for the other firm's administrator, who sets up a second factor for it. */
export async function signedIn(
  { app, staff, people, now }: Pick<PanelHouse, 'app' | 'staff' | 'people' | 'now'>,
  who: keyof PanelHouse['people'],
): Promise<Visitor> {
  const visitor = visitorOf(app);
  const [code] = who === 'foreigner' ? await enrol(staff, people[who], now()) : [];
  await visitor.signIn(people[who]);
  if (code === undefined) return visitor;
  await visitor.get('/panel/segundo-factor');
  await visitor.post('/panel/segundo-factor', { codigo: code });
  return visitor;
}
