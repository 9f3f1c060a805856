import { ruc as rucOf } from '@foja/contracts/primitives.ts';
import type { Done, ListedWebhook, Webhooks } from '@foja/feeds/webhooks/index.ts';
import { Command } from 'commander';
import { openFeeds } from '../background/feeds.ts';
import { openWebhookDesk } from '../background/webhooks.ts';
import { inLima } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly ruc?: string;
  readonly json?: boolean;
  readonly after?: string;
}

/** `foja feeds webhooks list|pause|resume|replay`: what administrators do in the panel, for whoever keeps the server. */
export function webhooksCommand(environment: Environment): Command {
  const list = new Command('list')
    .description('los webhooks y cómo va cada uno')
    .option('--ruc <ruc>', 'solo los de ese proveedor')
    .option('--json', 'como JSON')
    .action((options: Options) => listWebhooks(environment, options));
  const pause = new Command('pause')
    .description('deja de enviar; los mensajes quedan y salen al reanudarlo')
    .argument('<webhookId>')
    .option('--json', 'como JSON')
    .action((id: string, options: Options) =>
      change(environment, id, options, 'En pausa', (webhooks, ruc) => webhooks.pause(ruc, id, operator())),
    );
  const resume = new Command('resume')
    .description('vuelve a enviar, desde donde quedó')
    .argument('<webhookId>')
    .option('--json', 'como JSON')
    .action((id: string, options: Options) =>
      change(environment, id, options, 'Reanudado', (webhooks, ruc) => webhooks.resume(ruc, id, operator())),
    );
  const replay = new Command('replay')
    .description('envía de nuevo lo posterior a un número del feed, con los mismos identificadores')
    .argument('<webhookId>')
    .requiredOption('--after <número>', 'el último que no se envía de nuevo; 0 para todos')
    .option('--json', 'como JSON')
    .action((id: string, options: Options) => {
      const after = options.after ?? '';
      if (!/^\d{1,18}$/.test(after)) throw new Stop('--after: debe ser un número de mensaje', 'wrong-use');
      const work = (webhooks: Webhooks, ruc: string) => webhooks.replay(ruc, id, BigInt(after));
      return change(environment, id, options, `Se envía de nuevo desde el ${after}`, work);
    });
  const id = '5c0a9b1e-7f0b-4a8e-8f5e-3f0f6a1b2c77';
  return new Command('webhooks')
    .description('los avisos firmados a los sistemas de las empresas')
    .addCommand(withExamples(list, 'feeds webhooks list', 'feeds webhooks list --ruc 20999999990 --json'))
    .addCommand(withExamples(pause, `feeds webhooks pause ${id}`))
    .addCommand(withExamples(resume, `feeds webhooks resume ${id}`))
    .addCommand(withExamples(replay, `feeds webhooks replay ${id} --after 1250`));
}

interface Found extends ListedWebhook {
  readonly ruc: string;
}

async function listWebhooks(environment: Environment, { ruc, json }: Options): Promise<void> {
  if (ruc !== undefined && !rucOf.safeParse(ruc).success) throw new Stop('--ruc: son once cifras', 'wrong-use');
  const found = await withWebhooks(environment, (webhooks, rucs) => allOf(webhooks, ruc === undefined ? rucs : [ruc]));
  if (json === true) return printJson({ items: found.map(plain) });
  if (found.length === 0) return print('No hay webhooks.');
  const rows = found.map((one) => {
    const { webhookId, paused, standing, lag, url } = one;
    const state = paused === undefined ? (standing?.failingSince === undefined ? 'enviando' : 'falla') : 'en pausa';
    const last = standing?.deliveredAt === undefined ? '' : inLima(standing.deliveredAt);
    const counts = [lag, standing?.waiting ?? 0, standing?.parked ?? 0].map(String);
    return [one.ruc, webhookId, state, ...counts, standing?.answer ?? '', last, new URL(url).host];
  });
  const heads = [
    'RUC',
    'WEBHOOK',
    'ESTADO',
    'LE FALTAN',
    'EN ESPERA',
    'APARTADOS',
    'RESPUESTA',
    'ÚLTIMA ENTREGA (LIMA)',
  ];
  for (const line of table([[...heads, 'EQUIPO'], ...rows])) print(line);
}

async function change(
  environment: Environment,
  webhookId: string,
  { json }: Options,
  told: string,
  act: (webhooks: Webhooks, ruc: string) => Promise<Done>,
): Promise<void> {
  const after = await withWebhooks(environment, async (webhooks, rucs) => {
    const one = (await allOf(webhooks, rucs)).find((known) => known.webhookId === webhookId);
    if (one === undefined) throw new Stop(`no existe el webhook ${webhookId}`, 'refused');
    accepted(await act(webhooks, one.ruc));
    return { ruc: one.ruc, webhook: await webhooks.find(one.ruc, webhookId) };
  });
  if (json === true && after.webhook !== undefined) return printJson(plain({ ...after.webhook, ruc: after.ruc }));
  print(`${told}: ${webhookId}`);
}

async function allOf(webhooks: Webhooks, rucs: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const ruc of rucs) for (const one of await webhooks.list(ruc)) found.push({ ...one, ruc });
  return found;
}

/** As the API names it; the secret's name is of no use to anybody here. */
function plain({ secretId: _, previous: _previous, after: _after, paused, standing, ...rest }: Found) {
  return { ...rest, paused: paused ?? null, ...standing };
}

function withWebhooks<T>(
  environment: Environment,
  work: (webhooks: Webhooks, rucs: readonly string[]) => Promise<T>,
): Promise<T> {
  return withSession(environment, async (session) => {
    const feeds = await openFeeds({ ...session, log: () => undefined });
    try {
      return await work(await openWebhookDesk({ ...session, feeds, clock: now }), session.commands.rucs());
    } finally {
      await feeds.close();
    }
  });
}
