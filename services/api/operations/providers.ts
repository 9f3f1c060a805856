import { isDeepStrictEqual } from 'node:util';
import { refused } from '@foja/commands/problems/problem.ts';
import type { EventOf } from '@foja/contracts';
import type { providerRoutes } from '@foja/contracts/http/routes/providers.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { type Book, closeBook, openBook, registerProvider } from '@foja/domain/provider/index.ts';
import type { Operations } from '../call.ts';
import { providerOf } from './located.ts';
import { replayed, written } from './replies.ts';

type Mine = 'registerProvider' | 'readProvider' | 'openBook' | 'listBooks' | 'closeBook';

export const providerOperations: Operations<Pick<typeof providerRoutes, Mine>> = {
  async registerProvider({ body, caller, idempotencyKey }, { commands }) {
    const provider = body as EventOf<'ProviderRegistered'>['data'];
    const location = `/v1/providers/${provider.ruc}`;
    const result = await commands.onProvider(provider.ruc, (state) => registerProvider(state, provider), caller);
    if (result.ok) return written(result, { status: 201, body: provider, headers: { location } });
    const { registered } = await commands.provider(provider.ruc);
    const again = idempotencyKey !== '' && isDeepStrictEqual(plain(registered), plain(provider));
    if (again) return replayed({ status: 201, body: provider, headers: { location } });
    throw refused(result.refusal);
  },

  readProvider(call) {
    return { status: 200, body: providerOf(call).provider.registered };
  },

  async openBook(call, { commands, clock }) {
    const { ruc } = providerOf(call);
    const { caller, idempotencyKey, body } = call;
    const bookId = caller.commandId;
    const book = { ...body, bookId, firstYear: Number(limaDateOf(clock()).slice(0, 4)) };
    const result = await commands.onProvider(ruc, (state) => openBook(state, book), caller);
    const headers = { location: `/v1/providers/${ruc}/books` };
    if (result.ok) return written(result, { status: 201, body: bookAnswer({ ...book, closed: false }), headers });
    const before = (await commands.provider(ruc)).books.get(bookId);
    if (idempotencyKey !== '' && before !== undefined) {
      if (!isDeepStrictEqual(plain({ ...before, closed: false }), plain({ ...book, closed: false }))) {
        throw refused({ code: 'idempotency/reused' });
      }
      return replayed({ status: 201, body: bookAnswer(before), headers });
    }
    throw refused(result.refusal);
  },

  listBooks(call) {
    return { status: 200, body: { items: [...providerOf(call).provider.books.values()].map(bookAnswer) } };
  },

  async closeBook(call, { commands }) {
    const { ruc } = providerOf(call);
    const command = { bookId: call.params.bookId, reason: call.body.reason };
    const result = await commands.onProvider(ruc, (state) => closeBook(state, command), call.caller);
    if (!result.ok) throw refused(result.refusal);
    const book = result.state.books.get(command.bookId);
    if (book === undefined) throw refused({ code: 'book/not-found' });
    return written(result, { status: 200, body: bookAnswer(book) });
  },
};

function bookAnswer({ bookId, code, establishment, address, channel, firstNumber, firstYear, closed }: Book) {
  return { bookId, code, establishment, address, channel, firstNumber, firstYear, closed };
}

/** As JSON sees it: absent and undefined are the same. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
