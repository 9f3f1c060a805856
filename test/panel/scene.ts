import { offerSettlement, requestCopy, respond, viewClaim } from '@foja/domain/claim/index.ts';
import { addDays } from '@foja/domain/deadline/index.ts';
import { setSirecSiteCode } from '@foja/domain/provider/index.ts';
import { caller, RUC } from '../support/commands.ts';
import { fileAt } from './claims.ts';
import type { PanelHouse } from './house.ts';

export interface Scene {
  /** Filed long ago: overdue on the day of the scene. */
  readonly overdue: string;
  readonly dueSoon: string;
  readonly dueInFive: string;
  readonly fresh: string;
  readonly queja: string;
  readonly suspended: string;
  readonly answered: string;
  readonly hostile: string;
}

/** What a hostile person writes: each would do something where it is not shown as text. */
export const HOSTILE =
  '=HYPERLINK("https://malo.example","x")<script>alert(1)</script><svg onload=alert(1)>{{constructor}}';

/** A shop on 20 October 2026: something of everything. */
export async function stage(house: PanelHouse): Promise<Scene> {
  const at = (date: string) => `${date}T11:30:00-05:00`;
  const scene = {
    overdue: await fileAt(house, 'overdue', at('2026-09-21'), {
      detail: 'El televisor llegó con la pantalla rota y nadie responde el teléfono.',
    }),
    dueSoon: await fileAt(house, 'due-soon', at('2026-09-30'), {
      detail: 'La lavadora gotea desde el primer día. Fueron a revisarla y sigue igual.',
      request: 'Que me cambien la lavadora. Que me devuelvan los S/ 80 del envío.',
    }),
    dueInFive: await fileAt(house, 'five', at('2026-10-06')),
    fresh: await fileAt(house, 'fresh', at('2026-10-19'), {
      detail: 'Me cobraron dos veces la misma compra con tarjeta.',
    }),
    queja: await fileAt(house, 'queja', at('2026-10-16'), {
      type: 'queja',
      detail: 'La persona de caja fue descortés.',
    }),
    suspended: await fileAt(house, 'suspended', at('2026-10-12')),
    answered: await fileAt(house, 'answered', at('2026-09-14')),
    hostile: await fileAt(house, 'hostile', at('2026-10-18'), {
      consumer: {
        name: HOSTILE.slice(0, 150),
        documentType: 'OTRO',
        documentNumber: '=1+1',
        email: 'malo@correo.example',
      },
      good: { kind: 'service', description: HOSTILE },
      detail: HOSTILE,
      request: HOSTILE,
    }),
  };
  const { commands } = house;
  for (const claimId of [scene.overdue, scene.dueSoon, scene.suspended, scene.answered]) {
    await commands.onClaim(claimId, viewClaim, caller('respondent'));
  }
  await commands.onClaim(
    scene.suspended,
    (claim, about) =>
      offerSettlement(
        claim,
        {
          mode: 'remote',
          medium: 'email',
          text: 'Le ofrecemos un cambio inmediato.',
          communicatedAt: '2026-10-19T09:00:00-05:00',
        },
        about,
      ),
    caller('respondent'),
  );
  await commands.onClaim(
    scene.answered,
    (claim, about) =>
      respond(
        claim,
        {
          outcome: 'accepted',
          text: 'Se le devolvió el importe completo a su tarjeta, y le pedimos disculpas por la demora.',
          medium: 'email',
          communicatedAt: '2026-09-25T09:00:00-05:00',
        },
        about,
      ),
    caller('respondent'),
  );
  const request = { reference: 'Carta 123-2026/GSF', dueOn: addDays('2026-10-20', 3) };
  await commands.onClaim(scene.dueSoon, (claim, about) => requestCopy(claim, request, about), caller('indecopi'));
  const site = { bookId: house.bookId, siteCode: '000123' };
  await commands.onProvider(RUC, (state) => setSirecSiteCode(state, site), caller('admin'));
  await house.settled();
  return scene;
}
