import { randomUUID } from 'node:crypto';
import { type Caller, type CommandSide, createCommands, type Filing } from '@foja/commands';
import { openBook, registerProvider } from '@foja/domain/provider/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';

/** A valid, fictitious RUC. */
export const RUC = '20999999990';

export function caller(role = 'admin', commandId: string = randomUUID()): Caller {
  return { actor: { role, id: 'test' }, commandId, correlationId: randomUUID() };
}

export async function startCommands(store: EventStore, clock = () => new Date().toISOString()): Promise<CommandSide> {
  return createCommands({
    store,
    clock,
    failed: (error) => {
      throw error;
    },
  });
}

export async function registerFirm(
  commands: CommandSide,
  ruc = RUC,
  sector: 'general' | 'sbs' = 'general',
): Promise<void> {
  const provider = {
    ruc,
    legalName: 'Bazar Ficticio S.A.C.',
    address: 'Av. Imaginaria 123, Lima',
    email: 'libro@bazar.example',
    sector,
  };
  const result = await commands.onProvider(ruc, (state) => registerProvider(state, provider), caller('operator'));
  if (!result.ok) throw new Error(result.refusal.code);
}

export async function openTestBook(
  commands: CommandSide,
  {
    ruc = RUC,
    firstNumber = 1,
    code = 'TIENDA-01',
    channel = 'virtual',
  }: { ruc?: string; firstNumber?: number; code?: string; channel?: 'virtual' | 'backup' } = {},
): Promise<string> {
  const bookId = randomUUID();
  const book = {
    bookId,
    code,
    establishment: 'Tienda Centro',
    address: 'Jr. Inventado 456, Lima',
    channel,
    firstNumber,
    firstYear: new Date().getUTCFullYear(),
  } as const;
  const result = await commands.onProvider(ruc, (state) => openBook(state, book), caller('operator'));
  if (!result.ok) throw new Error(result.refusal.code);
  return bookId;
}

export function filingOn(bookId: string, idempotencyKey: string, detail = 'La licuadora no enciende.'): Filing {
  return {
    bookId,
    idempotencyKey,
    channel: 'api',
    body: {
      type: 'reclamo',
      consumer: {
        name: 'Rosa Ficticia Quispe',
        documentType: 'DNI',
        documentNumber: '01234567',
        email: 'rosa@correo.example',
      },
      good: { kind: 'product', description: 'Licuadora', amount: { value: '249.90', currency: 'PEN' } },
      detail,
      request: 'Cambio del producto.',
      responseMedium: 'email',
    },
  };
}
