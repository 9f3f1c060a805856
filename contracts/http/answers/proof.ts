import { z } from 'zod';

/** Plain text of a box of personal data, to be held against its commitment. */
const disclosed = z.strictObject({ salt: z.string(), values: z.record(z.string(), z.unknown()) });

/** An event exactly as it is stored: what was hashed, and nothing else (ADR 11). */
const storedEvent = z.strictObject({
  stream: z.string(),
  revision: z.int(),
  id: z.string(),
  type: z.string(),
  version: z.int(),
  data: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()),
});

export const provedEvent = z
  .strictObject({
    event: storedEvent,
    proof: z.string().meta({ description: 'C2SP tlog-proof, con el punto de control firmado' }),
    disclosed: disclosed.optional().meta({
      description: 'Lo que está en la caja `sealed`, con su sal: SHA-256("foja/commitment/1" LF JCS) = commitment',
    }),
  })
  .meta({ id: 'ProvedEvent' });

/** A proof file: the events of a claim, each with its proof. Needs nothing but the log's key to verify. */
export const proofFile = z
  .strictObject({
    format: z.literal('foja-proof/v1'),
    stream: z.string(),
    key: z.string().meta({ description: 'Clave pública del libro mayor; créale solo si la obtuvo por otra vía' }),
    events: z.array(provedEvent),
    unsealed: z.int().meta({ description: 'Hechos tan recientes que aún no están sellados: vuelva a pedirla' }),
  })
  .meta({ id: 'ProofFile' });

export type ProofFile = z.output<typeof proofFile>;
export type ProvedEvent = z.output<typeof provedEvent>;
