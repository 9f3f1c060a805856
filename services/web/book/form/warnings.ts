import type { FileClaim } from '@foja/contracts/http/bodies.ts';
import { checkDocument } from '@foja/domain/identity/index.ts';

/** What looks odd and hinders nothing: said on the preview, so that a slip can be corrected in time. */
export function oddities({ consumer, request, responseMedium }: FileClaim): string[] {
  const document = checkDocument(consumer.documentType, consumer.documentNumber).map(({ code }) => DOCUMENT[code]);
  return [
    ...document.filter((text) => text !== undefined),
    ...unreachable(consumer, responseMedium),
    ...(request === undefined ? ['No escribió qué pide. Puede presentar su hoja así, o volver y escribirlo.'] : []),
  ];
}

/** The minimum is one contact, whichever (Reglamento, art. 5): one that does not fit the chosen medium refuses nothing. */
function unreachable({ email, address }: FileClaim['consumer'], medium: FileClaim['responseMedium']): string[] {
  if (medium === 'email' && email === undefined) {
    return [
      'Pide la respuesta por correo y no escribió su correo. Puede presentar su hoja así, o volver y escribirlo.',
    ];
  }
  if (medium === 'letter' && address === undefined) {
    return [
      'Pide la respuesta por carta y no escribió su domicilio. Puede presentar su hoja así, o volver y escribirlo.',
    ];
  }
  return [];
}

const DOCUMENT: Readonly<Record<string, string>> = {
  'document/dni-not-eight-digits': 'Un DNI tiene 8 números. Revíselo; si está bien escrito, puede continuar.',
  'document/ce-unusual':
    'El número de carné de extranjería se ve distinto a lo usual. Revíselo; si está bien, puede continuar.',
  'document/passport-unusual':
    'El número de pasaporte se ve distinto a lo usual. Revíselo; si está bien, puede continuar.',
  'document/ruc-not-eleven-digits': 'Un RUC tiene 11 números. Revíselo; si está bien escrito, puede continuar.',
  'document/ruc-check-digit':
    'Ese RUC parece tener un número equivocado. Revíselo; si está bien escrito, puede continuar.',
  'document/ruc-prefix-unknown': 'Ese RUC se ve distinto a lo usual. Revíselo; si está bien escrito, puede continuar.',
};
