import { NO_STREAM, type StreamAppend } from './port.ts';

/** An event id that already stands elsewhere: the ids of two different appends are the same. */
export class EventIdTaken extends Error {
  override readonly name = 'EventIdTaken';
}

/** Throws a TypeError for what no caller may ask; the store is not bothered with it. */
export function validate(appends: readonly StreamAppend[]): void {
  const streams = new Set<string>();
  const ids = new Set<string>();
  for (const { stream, expectedRevision, events } of appends) {
    if (!NAME.test(stream)) throw new TypeError(`"${stream}" is no stream name`);
    if (streams.has(stream)) throw new TypeError(`stream ${stream} is named twice in one append`);
    streams.add(stream);
    if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM) {
      throw new TypeError(`${expectedRevision} is no revision to expect of ${stream}`);
    }
    for (const { id, type, version } of events) {
      if (!UUID.test(id)) throw new TypeError(`event id "${id}" is no UUID`);
      const plain = id.toLowerCase();
      if (ids.has(plain)) throw new TypeError(`event id ${id} is used twice in one append`);
      ids.add(plain);
      if (!NAME.test(type)) throw new TypeError(`"${type}" is no event type`);
      if (!Number.isInteger(version) || version < 1) throw new TypeError(`${version} is no version of ${type}`);
    }
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** No blanks or control characters: the notification lists categories between blanks. */
const NAME = /^[\x21-\x7e]{1,200}$/;
