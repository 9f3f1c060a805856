import fc from 'fast-check';
import { v5 } from 'uuid';
import { expect, it } from 'vitest';
import { claimIdOf, eventId } from './event-ids.ts';

it('makes the ids that npm uuid makes', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ unit: 'binary' }), (namespace, name) => {
      expect(claimIdOf(namespace, name)).toBe(v5(name, namespace));
      expect(eventId(namespace, name)).toBe(v5(name, namespace));
    }),
  );
});
