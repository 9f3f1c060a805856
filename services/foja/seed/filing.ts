import type { FileClaim } from '@foja/domain/claim/index.ts';
import { addressIn, type Firm, fictitiousRuc } from './firms.ts';
import type { Random } from './random.ts';
import { type Grievance, givenNames, grievances, rudeness, surnames } from './words.ts';

type Written = Pick<FileClaim, 'type' | 'consumer' | 'good' | 'detail' | 'request' | 'responseMedium'>;

/** What one consumer wrote: mostly complete, sometimes with an odd document, now and then a minor or a firm. */
export function writeSheet(random: Random, firm: Firm): Written {
  const list: readonly Grievance[] = grievances[firm.sector];
  const grievance = list[random.between(0, list.length - 1)] ?? grievances.general[0];
  const type = random.chance(0.2) ? 'queja' : 'reclamo';
  const { kind, description, amount } = grievance;
  const cents = random.between(amount[0] * 100, amount[1] * 100);
  const medium = random.chance(0.85) ? 'email' : 'letter';
  return {
    type,
    consumer: writeConsumer(random, medium),
    good: {
      kind,
      description,
      ...(cents > 0 && type === 'reclamo'
        ? {
            amount: {
              value: (cents / 100).toFixed(2),
              currency: random.chance(0.95) ? ('PEN' as const) : ('USD' as const),
            },
          }
        : {}),
    },
    detail: type === 'queja' ? random.pick(rudeness) : grievance.detail,
    ...(random.chance(0.95) ? { request: type === 'queja' ? 'Que mejoren la atención.' : grievance.request } : {}),
    responseMedium: medium,
  };
}

function writeConsumer(random: Random, medium: 'email' | 'letter'): Written['consumer'] {
  const name = `${random.pick(givenNames)} ${random.pick(surnames)} ${random.pick(surnames)}`;
  const email = `${plain(name)}${random.between(1, 999)}@correo.example`;
  const minor = random.chance(0.02);
  return {
    name,
    ...document(random),
    ...(medium === 'letter' || random.chance(0.6) ? { address: addressIn(random) } : {}),
    ...(medium === 'email' || random.chance(0.3) ? { email } : {}),
    ...(random.chance(0.7) ? { phone: `9${random.between(10_000_000, 99_999_999)}` } : {}),
    ...(minor ? { minor, guardian: { name: `${random.pick(givenNames)} ${random.pick(surnames)}` } } : {}),
  };
}

function document(random: Random): Pick<Written['consumer'], 'documentType' | 'documentNumber'> {
  const kind = random.next();
  if (kind < 0.9) {
    const digits = random.chance(0.01) ? 7 : 8; // one in a hundred is mistyped
    return { documentType: 'DNI', documentNumber: String(random.between(0, 10 ** digits - 1)).padStart(digits, '0') };
  }
  if (kind < 0.95)
    return { documentType: 'CE', documentNumber: String(random.between(0, 999_999_999)).padStart(9, '0') };
  if (kind < 0.98) return { documentType: 'RUC', documentNumber: fictitiousRuc(random) };
  return { documentType: 'PASAPORTE', documentNumber: `X${random.between(1_000_000, 9_999_999)}` };
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(' ', '.');
}
