import { type Session, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { openSealing, type Sealing } from './service.ts';

/** A session with the sealed log, for as long as `work` takes. */
export async function withSealing<T>(
  environment: Environment,
  work: (session: Session & { readonly sealing: Sealing }) => Promise<T>,
): Promise<T> {
  return withSession(environment, async (session) => {
    const sealing = openSealing({ ...session, log: { error: () => undefined } });
    try {
      return await work({ ...session, sealing });
    } finally {
      await sealing.close();
    }
  });
}
