import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { deadlines } from './deadlines/projection.ts';
import type { Projection, StoredRow } from './definition.ts';
import { register } from './register/projection.ts';
import { statistics } from './statistics/projection.ts';

/** The tables of each version. A stored table is replaced by one of another shape only where the version was raised. */
const SHAPES: Readonly<Record<string, string>> = {
  deadlines: '4 ec71f8e2a2d6',
  register: '4 58a01ff0c812',
  statistics: '2 ea871051e9f0',
};

it.each([shapeOf(deadlines), shapeOf(register), shapeOf(statistics)])(
  'a change in the tables of $name raises its version',
  ({ name, shape }) => {
    expect(shape, 'raise `version` in its projection.ts, then write the new shape down here').toBe(SHAPES[name]);
  },
);

function shapeOf<Row extends StoredRow>({ name, version, columns, key, indexes, counters }: Projection<Row>) {
  const { dimensions, measures, indexes: ofCounters } = counters ?? {};
  const tables = JSON.stringify({ columns, key, indexes, dimensions, measures, ofCounters });
  return { name, shape: `${version} ${createHash('sha256').update(tables).digest('hex').slice(0, 12)}` };
}
