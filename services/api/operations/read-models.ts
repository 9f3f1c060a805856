import type { DeadlinesPageAnswer, RegisterPageAnswer } from '@foja/contracts/http/answers.ts';
import type { providerRoutes } from '@foja/contracts/http/routes/providers.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineItem, RegisterItem } from '@foja/projections';
import type { Call, Operations, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { providerOf } from './located.ts';

type Mine = 'searchRegister' | 'listDeadlines' | 'readDashboard' | 'readStatistics';

/** Straight from the read models; the tenant is the path's, which the guard has checked. */
export const readModelOperations: Operations<Pick<typeof providerRoutes, Mine>> = {
  async searchRegister(call, { projections }) {
    const { number, document, ...filters } = call.query;
    const search = { ...filters, sheetNumber: number, documentNumber: document, rucs: rucsOf(call) };
    const { items, ...page } = await projections.queries.register.search(search);
    return { status: 200, body: { items: items.map(registerItem), ...page } };
  },

  async listDeadlines(call, world) {
    const { state, ...filters } = call.query;
    const states = state === undefined ? undefined : [state];
    const list = { ...filters, states, rucs: rucsOf(call), ...todayOf(world) };
    const { items, ...page } = await world.projections.queries.deadlines.list(list);
    return { status: 200, body: { items: items.map(deadlineItem), ...page } };
  },

  async readDashboard(call, world) {
    const of = { ...call.query, rucs: rucsOf(call), ...todayOf(world) };
    return { status: 200, body: await world.projections.queries.deadlines.dashboard(of) };
  },

  async readStatistics(call, { projections }) {
    const question = { ...call.query, rucs: rucsOf(call) };
    return { status: 200, body: await projections.queries.statistics.summary(question) };
  },
};

function rucsOf(call: Pick<Call, 'located'>): readonly string[] {
  return [providerOf(call).ruc];
}

function todayOf({ commands, clock }: World) {
  return { today: limaDateOf(clock()), law: commands.law() };
}

function registerItem(item: RegisterItem): RegisterPageAnswer['items'][number] {
  const { ruc: _ruc, position: _position, filedOn: _filedOn, regimeId, filedAt, amount, ...rest } = item;
  return {
    ...rest,
    regime: regimeId,
    filedAt: limaInstant(filedAt),
    amount: amount as RegisterPageAnswer['items'][number]['amount'],
  };
}

function deadlineItem({ ruc: _ruc, regimeId, ...rest }: DeadlineItem): DeadlinesPageAnswer['items'][number] {
  return { ...rest, regime: regimeId };
}
