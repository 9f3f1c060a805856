import { type LedgerEvent, parseStored, UnreadableEvent } from '@foja/contracts';
import { personalFieldsOf } from '@foja/contracts/events/personal-fields.ts';
import { canonicalJson } from '@foja/domain/ledger/index.ts';
import { commitmentTo, openedBox, openText, sealedIn } from '@foja/ledger/vault/box.ts';
import type { KeyState, Vault } from '@foja/ledger/vault/port.ts';
import type { Findings } from './findings.ts';

/** An event as its stream holds it, box closed. */
export interface StreamEvent {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  /** Undefined where it is no JSON. */
  readonly data: unknown;
  /** What its metadata say, for the types in `DATED_BY_OCCURRENCE`; of others it may be empty. */
  readonly occurredAt: string;
}

/** Events whose dates follow from the day on which they happened, which their data do not say. */
export const DATED_BY_OCCURRENCE: ReadonlySet<string> = new Set(['IndecopiCopyRequested']);

export interface ReadEvent {
  /** Undefined where it can't be read. */
  readonly event: LedgerEvent | undefined;
  /** The key of its box was destroyed: something in the ledger has to say so. */
  readonly erased: boolean;
}

interface Reading {
  readonly vault: Pick<Vault, 'find'>;
  readonly findings: Pick<Findings, 'add'>;
}

interface Boxes {
  boxes: number;
  erased: number;
  locked: number;
}

/** Events with their boxes opened, where the key exists, and parsed by their schema. */
export async function readEvents(
  events: readonly StreamEvent[],
  { vault, findings }: Reading,
  counts: Boxes,
): Promise<ReadEvent[]> {
  const boxes = events.map(({ data }) => sealedIn(data));
  const kids = new Set(boxes.flatMap((sealed) => (sealed === undefined || sealed.kid === '' ? [] : [sealed.kid])));
  const keys: ReadonlyMap<string, KeyState> = await vault.find([...kids]);
  return events.map((stored, at) => {
    const { position, stream, revision, type, version, data } = stored;
    const sealed = boxes[at];
    const key = sealed === undefined ? undefined : (keys.get(sealed.kid) ?? 'unknown');
    const erased = key === 'destroyed';
    const whole = (parsed: LedgerEvent): ReadEvent => ({ event: parsed, erased });
    try {
      if (sealed === undefined) return whole(parseStored(type, version, data));
      const { sealed: _box, ...rest } = data as Record<string, unknown>;
      const fields = personalFieldsOf(type, version);
      if (fields === undefined) throw new UnreadableEvent(`${type} v${version} has nothing to be boxed`);
      if (typeof key !== 'object') {
        if (erased) counts.erased += 1;
        else if (key === 'locked') counts.locked += 1;
        else findings.add({ what: 'key-lost', position, stream, revision });
        return whole(parseStored(type, version, fields.erased(rest)));
      }
      const text = openText(sealed, key, { stream, revision, type, version });
      const opened = openedBox(text);
      counts.boxes += 1;
      // What was boxed is canonical; where another writer's is not, its canonical text counts.
      if (commitmentTo(text) !== sealed.commitment && commitmentTo(canonicalJson(opened)) !== sealed.commitment) {
        findings.add({ what: 'commitment', position, stream, revision });
      }
      return whole(parseStored(type, version, fields.putBack(rest, opened.values)));
    } catch (error) {
      const what = error instanceof UnreadableEvent && error.message.startsWith('the box') ? 'box' : 'unreadable';
      findings.add({ what, position, stream, revision, detail: error instanceof Error ? error.message : '' });
      return { event: undefined, erased };
    }
  });
}
