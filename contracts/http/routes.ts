import { auditRoutes } from './routes/audit.ts';
import { auditorRoutes } from './routes/auditors.ts';
import { claimCommandRoutes } from './routes/claim-commands.ts';
import { claimRoutes } from './routes/claims.ts';
import { feedRoutes } from './routes/feeds.ts';
import { houseRoutes } from './routes/house.ts';
import { indecopiRoutes } from './routes/indecopi.ts';
import { keepingRoutes } from './routes/keeping.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { overviewRoutes } from './routes/overview.ts';
import { providerRoutes } from './routes/providers.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The whole of the API, by operationId. */
export const routes = {
  ...providerRoutes,
  ...auditorRoutes,
  ...auditRoutes,
  ...overviewRoutes,
  ...claimRoutes,
  ...claimCommandRoutes,
  ...keepingRoutes,
  ...indecopiRoutes,
  ...ledgerRoutes,
  ...feedRoutes,
  ...webhookRoutes,
  ...houseRoutes,
} as const;

export type Routes = typeof routes;
export type OperationId = keyof Routes;
