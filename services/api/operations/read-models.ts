import type { DeadlinesPageAnswer, RegisterPageAnswer } from '@foja/contracts/http/answers.ts';
import type { overviewRoutes } from '@foja/contracts/http/routes/overview.ts';
import type { providerRoutes } from '@foja/contracts/http/routes/providers.ts';
import type { OperationId } from '@foja/contracts/http/routes.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineItem, RegisterItem } from '@foja/projections';
import { rucsOf } from '../actor.ts';
import type { Call, Operations, Reply, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { DEADLINES, REGISTER } from '../spreadsheet/columns.ts';
import { PAGE, wholeList } from '../spreadsheet/whole-list.ts';
import { providerOf } from './located.ts';

type Mine = 'searchRegister' | 'listDeadlines' | 'readDashboard' | 'readStatistics';
type Overview = 'listProviders' | 'searchAllClaims' | 'listAllDeadlines';

/** Straight from the read models; the tenant is the path's, which the guard has checked. */
export const readModelOperations: Operations<Pick<typeof providerRoutes, Mine>> = {
  searchRegister: search,
  listDeadlines,

  async readDashboard(call, world) {
    const of = { ...call.query, rucs: rucsAsked(call), ...todayOf(world) };
    return { status: 200, body: await world.projections.queries.deadlines.dashboard(of) };
  },

  async readStatistics(call, { projections }) {
    const question = { ...call.query, rucs: rucsAsked(call) };
    return { status: 200, body: await projections.queries.statistics.summary(question) };
  },
};

/** The same over every provider that whoever asks may see; the operator sees them all, and no claim of theirs. */
export const overviewOperations: Operations<Pick<typeof overviewRoutes, Overview>> = {
  async listProviders({ actor, query: { cursor = '', limit } }, { commands }) {
    const rucs = actor.role === 'operator' ? commands.rucs() : rucsOf(actor).toSorted();
    const after = rucs.filter((ruc) => ruc > cursor);
    const page = after.slice(0, limit);
    const items = await Promise.all(page.map(async (ruc) => (await commands.provider(ruc)).registered));
    const last = page.at(-1);
    const next = last === undefined || page.length === after.length ? {} : { nextCursor: last };
    return { status: 200, body: { items: items.filter((item) => item !== undefined), ...next } };
  },

  searchAllClaims: search,
  listAllDeadlines: listDeadlines,
};

type Asked<K extends OperationId> = Pick<Call<K>, 'query' | 'located' | 'actor' | 'prefers'>;

async function search(call: Asked<'searchRegister' | 'searchAllClaims'>, { projections }: World): Promise<Reply> {
  const { number, document, format: _, ...filters } = call.query;
  const search = { ...filters, sheetNumber: number, documentNumber: document, rucs: rucsAsked(call) };
  const pageOf = async (change: Partial<typeof search>) => {
    const { items, ...page } = await projections.queries.register.search({ ...search, ...change });
    return { items: items.map(registerItem), ...page };
  };
  return isForSpreadsheet(call)
    ? wholeList(REGISTER, (next) => pageOf(from(next)))
    : { status: 200, body: await pageOf({}) };
}

async function listDeadlines(call: Asked<'listDeadlines' | 'listAllDeadlines'>, world: World): Promise<Reply> {
  const { state, format: _, ...filters } = call.query;
  const states = state === undefined ? undefined : [state];
  const list = { ...filters, states, rucs: rucsAsked(call), ...todayOf(world) };
  const pageOf = async (change: Partial<typeof list>) => {
    const { items, ...page } = await world.projections.queries.deadlines.list({ ...list, ...change });
    return { items: items.map(deadlineItem), ...page };
  };
  return isForSpreadsheet(call)
    ? wholeList(DEADLINES, (next) => pageOf(from(next)))
    : { status: 200, body: await pageOf({}) };
}

/** Asked for by name, or by what is taken. */
function isForSpreadsheet({
  query,
  prefers,
}: Pick<Asked<'listDeadlines'>, 'prefers'> & { readonly query: Format }): boolean {
  const { format = prefers(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json' } = query;
  return format === 'csv';
}

type Format = Pick<Asked<'listDeadlines'>['query'], 'format'>;

/** As large a page as there is; where no cursor says where, from where the question does. */
function from(cursor: string | undefined) {
  return { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
}

/** Of the provider in the path, which the guard has checked; without one, of all that are the asker's to see. */
function rucsAsked(call: Pick<Call, 'located' | 'actor'>): readonly string[] {
  return call.located.kind === 'house' ? rucsOf(call.actor) : [providerOf(call).ruc];
}

function todayOf({ commands, clock }: World) {
  return { today: limaDateOf(clock()), law: commands.law() };
}

function registerItem(item: RegisterItem): RegisterPageAnswer['items'][number] {
  const { position: _position, filedOn: _filedOn, regimeId, filedAt, amount, ...rest } = item;
  return {
    ...rest,
    regime: regimeId,
    filedAt: limaInstant(filedAt),
    amount: amount as RegisterPageAnswer['items'][number]['amount'],
  };
}

function deadlineItem({ regimeId, ...rest }: DeadlineItem): DeadlinesPageAnswer['items'][number] {
  return { ...rest, regime: regimeId };
}
