import { expect, it } from 'vitest';
import { rangeOf } from './range.ts';

const whole = { kind: 'whole' };
const none = { kind: 'unsatisfiable' };
const part = (firstByte: number, lastByte: number) => ({ kind: 'part', firstByte, lastByte });

it.each([
  [undefined, whole],
  ['bytes=0-9', part(0, 9)],
  ['bytes=90-', part(90, 99)],
  ['bytes=90-500', part(90, 99)],
  ['bytes=-10', part(90, 99)],
  ['bytes=-500', part(0, 99)],
  ['bytes=100-', none],
  ['bytes=-0', none],
  ['bytes=9-0', whole],
  ['bytes=-', whole],
  ['bytes=0-1,5-6', whole],
  ['lines=0-1', whole],
  ['bytes=a-b', whole],
])('%s of 100 bytes', (header, asked) => expect(rangeOf(header, 100)).toEqual(asked));
