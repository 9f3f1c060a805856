const MASK = '•••';

/** A copy of the data with the fields at `paths` (`consumer.name`, `points.*.text`) masked; absent ones stay absent. */
export function withoutPersonal(data: unknown, paths: readonly string[]): unknown {
  return paths.reduce((masked, path) => maskAt(masked, path.split('.')), data);
}

function maskAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (value === undefined || value === null) return value;
  if (step === undefined || step === '') return MASK;
  if (step === '*') return Array.isArray(value) ? value.map((element) => maskAt(element, rest)) : value;
  if (typeof value !== 'object' || !Object.hasOwn(value, step)) return value;
  const held = value as Readonly<Record<string, unknown>>;
  return { ...held, [step]: maskAt(held[step], rest) };
}
