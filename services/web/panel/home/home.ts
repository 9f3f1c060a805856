import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shortDate } from '../../layout/formats.ts';
import { lineOf, withRegister } from '../claims/rows.ts';
import { type Desk, does, page, personOf, todayOf } from '../desk.ts';
import { sirecWatch } from '../sirec/watch.ts';
import { barChart, type Chart } from './chart.ts';
import { countersOf } from './counters.ts';
import { figuresOf } from './figures.ts';

/** The next ones to attend: as many as fit on a screen. */
const NEXT = 8;

/** What is due, at a glance. */
export function homeRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel', does('deadlines/read', '/panel'), (request, reply) => home(desk, request, reply));
}

async function home(desk: Desk, request: FastifyRequest, reply: FastifyReply) {
  const person = personOf(request);
  const rucs = [person.ruc];
  const today = todayOf(desk);
  const { deadlines, statistics } = desk.projections.queries;
  const [dashboard, next, copies, summary, figures, provider, watch] = await Promise.all([
    deadlines.dashboard({ rucs, ...today }),
    deadlines.list({ rucs, states: ['overdue', 'due-soon', 'on-time'], limit: NEXT, ...today }),
    deadlines.copiesDue({ rucs, limit: NEXT }),
    statistics.summary({ rucs }),
    figuresOf(statistics, person.ruc, today.today),
    desk.commands.provider(person.ruc),
    sirecWatch(desk, person.ruc),
  ]);
  const counters = countersOf(dashboard);
  const lines = (await withRegister(desk, next.items)).map(({ item, clock }) => lineOf(item, clock));
  return page(desk, request, reply, {
    view: 'inicio',
    data: {
      titulo: 'Inicio',
      empresa: provider.registered?.tradeName ?? provider.registered?.legalName,
      hoy: today.today,
      contadores: counters,
      urgente: headline(counters),
      proximos: lines,
      requerimientos: copies.flatMap(({ claimId, sheetNumber, requests }) =>
        requests.map(({ reference, dueOn }) => ({ claimId, hoja: sheetNumber, referencia: reference, vence: dueOn })),
      ),
      sirec: watch,
      graficos: charts(figures, summary),
      hayReclamos: dashboard.claims > 0,
      sinSegundoFactor: person.role === 'admin' && (await desk.staff.secondFactors.stateOf(person.staffId)) !== 'on',
    },
  });
}

/** One sentence that says what to do now. */
function headline({ vencidos, dos, cinco, abiertos }: ReturnType<typeof countersOf>) {
  if (vencidos > 0) {
    const what =
      vencidos === 1 ? 'Hay 1 reclamo vencido. Respóndalo' : `Hay ${vencidos} reclamos vencidos. Respóndalos`;
    return { tono: 'error', texto: `${what} hoy: cada día de demora cuenta.` };
  }
  if (dos > 0) {
    return {
      tono: 'alerta',
      texto: dos === 1 ? '1 vence en dos días hábiles o menos.' : `${dos} vencen en dos días hábiles o menos.`,
    };
  }
  if (cinco > 0)
    return { tono: 'info', texto: `Esta semana ${cinco === 1 ? 'vence 1' : `vencen ${cinco}`}. Va a tiempo.` };
  return {
    tono: 'ok',
    texto: abiertos === 0 ? 'No hay nada pendiente.' : 'Nada vence en los próximos cinco días hábiles.',
  };
}

type Summary = Awaited<ReturnType<Desk['projections']['queries']['statistics']['summary']>>;

function charts({ weeks, waits }: Awaited<ReturnType<typeof figuresOf>>, summary: Summary): Chart[] {
  const filed = weeks.reduce((sum, { reclamo, queja }) => sum + reclamo + queja, 0);
  const { days } = summary;
  return [
    barChart({
      id: 'semanas',
      title: 'Presentados por semana',
      summary: `${filed} en las últimas doce semanas.`,
      columnsHeading: 'Semana del',
      series: ['Reclamos', 'Quejas'],
      rows: weeks.map(({ monday, reclamo, queja }) => ({
        name: shortDate(monday),
        label: shortDate(monday).slice(0, 5),
        values: [reclamo, queja],
      })),
    }),
    barChart({
      id: 'espera',
      title: 'Tiempo hasta la respuesta',
      summary:
        days === null
          ? 'Todavía no se cerró ninguno.'
          : `La mitad se cierra en ${days.p50} días calendario o menos, y nueve de cada diez en ${days.p90}.`,
      columnsHeading: 'Días calendario',
      series: ['Cerrados'],
      rows: waits.map(({ from, to, claims }) => ({
        name: to === undefined ? `${from} o más` : `${from} a ${to}`,
        values: [claims],
      })),
    }),
    barChart({
      id: 'tipos',
      title: 'Por tipo',
      summary: `${summary.filed} en total: ${summary.answeredOnTime + summary.settled} cerrados a tiempo o con acuerdo, ${summary.answeredLate} fuera de plazo.`,
      columnsHeading: 'Tipo',
      series: ['Abiertos', 'Cerrados'],
      rows: summary.byType.map(({ type, filed: n, open }) => ({
        name: type === 'queja' ? 'Quejas' : 'Reclamos',
        values: [open, n - open],
      })),
    }),
    barChart({
      id: 'libros',
      title: 'Por libro',
      summary: 'Los libros con más hojas.',
      columnsHeading: 'Libro',
      series: ['Abiertos', 'Cerrados'],
      rows: [...summary.byBook]
        .sort((a, b) => b.filed - a.filed)
        .slice(0, 6)
        .map(({ bookCode, filed: n, open }) => ({
          name: bookCode,
          label: bookCode.length > 11 ? `${bookCode.slice(0, 10)}…` : bookCode,
          values: [open, n - open],
        })),
    }),
  ];
}
