import type { Log, LogRecord } from './log.ts';
import type { ReadReq } from './messages.ts';

/** What a read asks for, found in the log. */
export type Selection =
  | { readonly kind: 'records'; readonly records: readonly LogRecord[] }
  | { readonly kind: 'no-stream'; readonly stream: string }
  | { readonly kind: 'no-record-there' };

export function select(log: Log, request: ReadReq): Selection {
  const options = request.getOptions();
  const backwards = options?.getReadDirection() === 1;
  const count = Number(options?.getCount() ?? 0);
  const cut = (records: readonly LogRecord[]): Selection => ({ kind: 'records', records: records.slice(0, count) });

  const one = options?.getStream();
  if (one !== undefined) {
    const stream = Buffer.from(one.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
    const records = log.records(stream);
    if (records.length === 0) return { kind: 'no-stream', stream };
    if (!backwards) return cut(records.slice(one.hasStart() ? 0 : Number(one.getRevision())));
    const upTo = one.hasEnd() ? records.length : Number(one.getRevision()) + 1;
    return cut(records.slice(0, upTo).reverse());
  }

  const all = options?.getAll();
  const position = all?.getPosition();
  const at =
    position === undefined
      ? all?.hasStart()
        ? 0
        : log.records().length
      : log.indexOf(BigInt(position.getCommitPosition()));
  if (at === undefined) return { kind: 'no-record-there' };
  const matches = filterOf(request);
  const records = backwards ? log.records().slice(0, at).reverse() : log.records().slice(at);
  return cut(records.filter(matches));
}

export function filterOf(request: ReadReq): (record: LogRecord) => boolean {
  const expression = request.getOptions()?.getFilter()?.getStreamIdentifier();
  if (expression === undefined) return () => true;
  const regex = expression.getRegex();
  if (regex !== '') return ({ stream }) => new RegExp(regex).test(stream);
  const prefixes = expression.getPrefixList();
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}
