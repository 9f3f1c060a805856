import { formatNote, openNote, parseNote, parseSignatureLine, parseVerifierKey } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { readTimestamp } from '@foja/ledger/witness/timestamp.ts';
import type pg from 'pg';
import type { Findings } from './findings.ts';

/** Who vouched for checkpoints from outside, as far as what is kept of it holds. */
export interface Outside {
  readonly witnesses: readonly Voucher[];
  /** Time-stamp authorities, as their certificates say of themselves; whose those are is not checked here. */
  readonly authorities: readonly (Voucher & { readonly certificate: string })[];
}

interface Voucher {
  readonly name: string;
  readonly checkpoints: number;
  /** Size of the biggest checkpoint that it vouched for. */
  readonly lastSize: number;
}

type Checked = { readonly pool: Pick<pg.Pool, 'query'>; readonly findings: Pick<Findings, 'add'> };

/**
 * Cosignatures and time-stamps that are kept beside checkpoints: each against the very note that it is about. That a note is the
 * log's is checked with the log. None is missed: whoever takes one away takes away what speaks for the log.
 */
export async function checkOutside(checked: Checked): Promise<Outside> {
  return { witnesses: await witnesses(checked), authorities: await authorities(checked) };
}

const PAGE = 1_000;

async function witnesses({ pool, findings }: Checked): Promise<Voucher[]> {
  const known = new Map<string, Voucher>();
  let after: { readonly size: string; readonly witness: string } = { size: '0', witness: '' };
  for (;;) {
    const { rows } = await pool.query<{ size: string; witness: string; line: string; note: string | null }>(
      `SELECT s.size::text AS size, s.witness, s.line, c.note
         FROM sealing.cosignatures s LEFT JOIN sealing.checkpoints c USING (size)
        WHERE (s.size, s.witness) > ($1::bigint, $2) ORDER BY s.size, s.witness LIMIT $3`,
      [after.size, after.witness, PAGE],
    );
    for (const { size, witness, line, note } of rows) {
      const name = cosignedBy(witness, line, note);
      if (name === undefined) findings.add({ what: 'cosignature', detail: `${size}: ${witness}` });
      else known.set(witness, counted(known.get(witness), name, Number(size)));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return [...known.values()];
    after = last;
  }
}

/** The witness's name, where the line is its signature under the note. */
function cosignedBy(witness: string, line: string, note: string | null): string | undefined {
  const key = parseVerifierKey(primitives.sha256, witness);
  const text = parseNote(note ?? '')?.text;
  const signature = parseSignatureLine(line.trimEnd());
  if (key?.type !== 'cosignature/v1' || text === undefined || signature === undefined) return undefined;
  return openNote(primitives.ed25519, formatNote({ text, signatures: [signature] }), [key]).ok ? key.name : undefined;
}

async function authorities({ pool, findings }: Checked) {
  const known = new Map<string, Voucher & { readonly certificate: string }>();
  for (let after = '0'; ; ) {
    const { rows } = await pool.query<{ size: string; token: Buffer; takenAt: string; note: string | null }>(
      `SELECT t.size::text AS size, t.token, to_char(t.taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "takenAt",
              c.note
         FROM sealing.timestamps t LEFT JOIN sealing.checkpoints c USING (size) WHERE t.size > $1 ORDER BY t.size LIMIT $2`,
      [after, PAGE],
    );
    for (const { size, token, takenAt, note } of rows) {
      try {
        const stamp = readTimestamp(token, primitives.sha256(note ?? ''));
        if (stamp.takenAt !== takenAt) throw new Error(`${takenAt} / ${stamp.takenAt}`);
        const { authority, certificate } = stamp;
        known.set(certificate, { ...counted(known.get(certificate), authority, Number(size)), certificate });
      } catch (error) {
        findings.add({ what: 'timestamp', detail: `${size}: ${error instanceof Error ? error.message : ''}` });
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return [...known.values()];
    after = last.size;
  }
}

function counted(before: Voucher | undefined, name: string, size: number): Voucher {
  return { name, checkpoints: (before?.checkpoints ?? 0) + 1, lastSize: Math.max(before?.lastSize ?? 0, size) };
}
