import type { Claim } from '@foja/commands';
import { Command } from 'commander';
import { validate as isUuid, v5 as uuidv5 } from 'uuid';
import { carryOutErasure, decideErasure, scrub } from '../erasure/erasure.ts';
import { withErasure } from '../erasure/parts.ts';
import { dayMonthYear } from '../output/dates.ts';
import { print, printJson, tell } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { operator } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly later?: boolean;
  readonly json?: boolean;
}

/** Names the command that erases one claim at an operator's wish: sent twice, it changes nothing twice. */
const ERASE = '4b9a7f10-63c5-5d2e-8e71-0f5a3c8d2b96';

/** `foja erase <claimId>`: destroys the key of a claim's personal data, and what was made of them. */
export function eraseCommand(environment: Environment): Command {
  const command = new Command('erase')
    .description('borra para siempre los datos personales de un reclamo cuyo plazo de conservación terminó')
    .argument('<claimId>', 'el reclamo')
    .option('--later', 'deja para la noche la limpieza de los archivos de la base de datos')
    .option('--json', 'como JSON')
    .addHelpText('after', help)
    .action((claimId: string, options: Options) => erase(environment, claimId, options));
  return withExamples(
    command,
    'erase 5f0c2f1e-7d31-5a44-9b0e-2f6c1b7a9d10',
    'erase 5f0c2f1e-7d31-5a44-9b0e-2f6c1b7a9d10 --later',
  );
}

const help = `
Se destruye la clave del reclamo, y con ella cada palabra suya del libro mayor; se borran sus filas en las vistas, sus
documentos, archivos y correos en espera. Quedan los hechos, las fechas y las pruebas. La limpieza de la base de datos
rehace la vista de reclamos: puede tardar, y el servidor sigue atendiendo. Se niega, con su norma, mientras algo obligue a
conservar: vea foja retention. Las copias de seguridad hechas antes aún guardan la clave, envuelta: bórrelas a su plazo,
o rote la clave maestra (foja vault rotate) y destruya la anterior.`;

async function erase(environment: Environment, claimId: string, { later, json }: Options): Promise<void> {
  if (!isUuid(claimId)) throw new Stop('claimId: no es un identificador de reclamo', 'wrong-use');
  await withErasure(environment, async (parts) => {
    const by = operator(uuidv5(claimId, ERASE));
    const { state } = accepted(await decideErasure(parts, claimId, { cause: 'operator', by }));
    const done = await carryOutErasure(parts, [claimId]);
    if (json !== true)
      tell(later === true ? 'La limpieza queda para la noche.' : 'Limpiando los archivos de la base de datos…');
    const left = later === true ? [] : (await scrub(parts)).left;
    report(state, { ...done, scrubbed: later !== true && left.length === 0, left }, json === true);
  });
}

function report(
  { state }: Claim,
  done: Awaited<ReturnType<typeof carryOutErasure>> & {
    readonly scrubbed: boolean;
    readonly left: readonly { readonly step: string; readonly why: string }[];
  },
  json: boolean,
): void {
  const { erasedOn } = state;
  if (json) {
    printJson({ claimId: state.filed.claimId, erasedOn, ...done });
    return;
  }
  const { keys, files, documents, caseFiles, mails, left } = done;
  print(`Datos personales borrados el ${erasedOn === undefined ? '' : dayMonthYear(erasedOn)}: ${state.filed.claimId}`);
  print(
    `Claves destruidas: ${keys}; archivos: ${files}; documentos: ${documents}; expedientes: ${caseFiles}; correos en la bandeja: ${mails}`,
  );
  for (const { step, why } of left) print(`Falta, con una cuenta que pueda hacerlo: ${step} (${why})`);
}
