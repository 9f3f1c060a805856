import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pathOfWhole } from '@foja/casefiles/archive/archive.ts';
import { FileDamaged, type FileStore } from '@foja/files';
import type pg from 'pg';
import type { Findings } from './findings.ts';
import type { ClaimFile, NamedFile } from './stream-range.ts';

/** Files that were read, so that none is read twice in a row; a file has one name, its hash. */
const REMEMBERED = 10_000;

/** Reads stored bytes and holds them against the SHA-256 under which the ledger names them. */
export class FilesCheck {
  readonly #files: FileStore;
  readonly #findings: Pick<Findings, 'add'>;
  readonly #caseFiles: string;
  readonly #seen = new Set<string>();
  read = 0;
  /** Times that a file was named by its hash alone: nothing was handed in, and nothing can be lost. */
  namedOnly = 0;

  /** @param caseFiles folder of those that wait to be downloaded. */
  constructor(files: FileStore, findings: Pick<Findings, 'add'>, caseFiles: string) {
    this.#caseFiles = caseFiles;
    this.#files = files;
    this.#findings = findings;
  }

  async take({ sha256, bytes, ...place }: ClaimFile): Promise<void> {
    if (bytes === 'named-only') {
      this.namedOnly += 1;
      return;
    }
    const state = await this.#stateOf(sha256);
    if (state !== 'whole') this.#findings.add({ what: `file-${state}`, ...place, detail: sha256 });
  }

  /**
   * A case file as it would be downloaded. One that is not there is none of the ledger's losses: back-ups leave them out, and it
   * can be asked for again.
   */
  async caseFile({ sha256, ...place }: NamedFile): Promise<void> {
    const path = pathOfWhole(join(this.#caseFiles, place.stream.slice('casefile-'.length)));
    const bytes = createReadStream(path);
    const hash = createHash('sha256');
    try {
      for await (const chunk of bytes) hash.update(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    this.read += 1;
    if (hash.digest('hex') !== sha256) this.#findings.add({ what: 'file-damaged', ...place, detail: sha256 });
  }

  /** What was printed and not handed over yet: the shelf names it, no event does. */
  async shelf(pool: Pick<pg.Pool, 'query'>): Promise<void> {
    const { rows: tables } = await pool.query("SELECT to_regclass('app.documents') AS name");
    if (tables[0]?.name === null) return;
    let after = '';
    for (;;) {
      const { rows } = await pool.query<{ sha256: string; claim: string }>(
        `SELECT sha256, min(claim_id::text) AS claim FROM app.documents WHERE sha256 > $1 GROUP BY sha256 ORDER BY sha256 LIMIT 500`,
        [after],
      );
      for (const { sha256, claim } of rows) {
        const state = await this.#stateOf(sha256);
        if (state !== 'whole') this.#findings.add({ what: `file-${state}`, stream: `claim-${claim}`, detail: sha256 });
        after = sha256;
      }
      if (rows.length === 0) return;
    }
  }

  async #stateOf(sha256: string): Promise<'whole' | 'missing' | 'damaged'> {
    if (this.#seen.has(sha256)) return 'whole';
    const stream = await this.#files.get(sha256, { verify: true });
    if (stream === undefined) return 'missing';
    try {
      for await (const _ of stream);
    } catch (error) {
      if (error instanceof FileDamaged) return 'damaged';
      throw error;
    }
    this.read += 1;
    if (this.#seen.size >= REMEMBERED) this.#seen.clear();
    this.#seen.add(sha256);
    return 'whole';
  }
}
