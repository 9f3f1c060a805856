import type { providerRoutes } from '@foja/contracts/http/routes/providers.ts';
import type { Operations } from '../call.ts';
import { providerOf } from './located.ts';

type Mine = 'searchRegister' | 'listDeadlines' | 'readDashboard' | 'readStatistics';

/** Straight from the read models; the tenant is the path's, which the guard has checked. */
export const readModelOperations: Operations<Pick<typeof providerRoutes, Mine>> = {
  async searchRegister(call, { projections }) {
    return { status: 200, body: await projections.searchRegister(providerOf(call).ruc, call.query) };
  },
  async listDeadlines(call, { projections }) {
    return { status: 200, body: await projections.listDeadlines(providerOf(call).ruc, call.query) };
  },
  async readDashboard(call, { projections }) {
    return { status: 200, body: await projections.dashboard(providerOf(call).ruc) };
  },
  async readStatistics(call, { projections }) {
    return { status: 200, body: await projections.statistics(providerOf(call).ruc) };
  },
};
