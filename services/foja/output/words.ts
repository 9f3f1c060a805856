/** Words of ours that people read in Spanish. What is typed as the value of an option stays as it is typed. */

const roles: Readonly<Record<string, string>> = {
  operator: 'operador',
  admin: 'administración',
  respondent: 'atención',
  viewer: 'consulta',
  auditor: 'auditoría',
  indecopi: 'Indecopi',
  consumer: 'consumidor',
  erp: 'ERP del proveedor',
  system: 'sistema',
};

const ids: Readonly<Record<string, string>> = {
  operator: 'con la llave del operador',
  'command-line': 'en la línea de órdenes',
  anonymous: 'sin identificarse',
  'tracking-token': 'con su código de seguimiento',
  mail: 'correo',
  kafka: 'por Kafka',
};

/** Who did something, as events record it: a role, and a key's or a person's id. */
export function whoDid({ role, id }: { readonly role: string; readonly id: string }): string {
  return `${roles[role] ?? role} ${ids[id] ?? id}`;
}

export const confidences = { confirmed: 'confirmada', secondary: 'indirecta', uncertain: 'incierta' } as const;

export const readModelStates = {
  running: 'en marcha',
  failed: 'con falla',
  rebuilding: 'rehaciéndose',
  missing: 'sin crear',
} as const;

export const rebuildPhases = {
  replaying: 'repasando',
  indexing: 'indizando',
  swapping: 'cambiando',
  comparing: 'comparando',
} as const;

export const differenceKinds = { missing: 'falta', unexpected: 'sobra', different: 'distinta' } as const;
