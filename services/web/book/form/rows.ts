import type { EventOf } from '@foja/contracts';
import { money } from '../../layout/formats.ts';
import { documentChoices, mediumWords } from './choices.ts';

type Sheet = Pick<EventOf<'ClaimFiled'>['data'], 'consumer' | 'good' | 'detail' | 'responseMedium'> & {
  readonly type: 'reclamo' | 'queja';
  readonly request?: string | undefined;
};

export interface Block {
  readonly titulo: string;
  readonly filas: readonly { readonly etiqueta: string; readonly valor: string | undefined }[];
}

/** A sheet to read through: the blocks of Anexo I in their order; what was left blank is there, and says so. */
export function blocksOf({ consumer, good, type, detail, request, responseMedium }: Sheet): Block[] {
  const { guardian } = consumer;
  return [
    {
      titulo: '1. Identificación del consumidor reclamante',
      filas: [
        { etiqueta: 'Nombre', valor: consumer.name },
        { etiqueta: 'Domicilio', valor: consumer.address },
        { etiqueta: 'Documento', valor: documentOf(consumer) },
        { etiqueta: 'Teléfono', valor: consumer.phone },
        { etiqueta: 'Correo electrónico', valor: consumer.email },
        ...(guardian === undefined
          ? []
          : [
              {
                etiqueta: 'Padre, madre o tutor',
                valor: [guardian.name, documentOf(guardian)].filter(Boolean).join(', '),
              },
            ]),
      ],
    },
    {
      titulo: '2. Identificación del bien contratado',
      filas: [
        { etiqueta: 'Tipo', valor: good.kind === 'product' ? 'Producto' : 'Servicio' },
        { etiqueta: 'Monto reclamado', valor: good.amount === undefined ? undefined : money(good.amount) },
        { etiqueta: 'Descripción', valor: good.description },
      ],
    },
    {
      titulo: '3. Detalle de la reclamación y pedido del consumidor',
      filas: [
        { etiqueta: 'Presenta', valor: type === 'reclamo' ? 'Reclamo' : 'Queja' },
        { etiqueta: 'Detalle', valor: detail },
        { etiqueta: 'Pedido', valor: request },
        { etiqueta: 'Quiere la respuesta', valor: mediumWords[responseMedium] },
      ],
    },
  ];
}

function documentOf(person: {
  readonly documentType?: string | undefined;
  readonly documentNumber?: string | undefined;
}) {
  if (person.documentNumber === undefined) return undefined;
  const type = documentChoices.find(({ valor }) => valor === person.documentType)?.texto ?? person.documentType ?? '';
  return `${type} ${person.documentNumber}`.trim();
}
