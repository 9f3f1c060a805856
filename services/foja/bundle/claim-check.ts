import type { LogTrust, SealedEvent } from '@foja/domain/ledger/index.ts';
import { checkProvedEvent, isCommitted } from '@foja/ledger/sealing/index.ts';
import { z } from 'zod';
import type { BundleReport } from './report.ts';
import type { Roots } from './roots.ts';

const eventsFile = z.object({
  stream: z.string(),
  events: z.array(
    z.object({
      revision: z.int(),
      id: z.string(),
      type: z.string(),
      version: z.int(),
      data: z.unknown(),
      metadata: z.unknown(),
    }),
  ),
});

const requested = z.object({ type: z.literal('IndecopiCopyRequested'), data: z.object({ exportId: z.string() }) });
const attached = z.object({
  type: z.enum(['EvidenceAttached', 'DescargosAttached']),
  data: z.object({ sha256: z.string(), bytes: z.string().optional() }),
});

const disclosedFile = z.object({
  stream: z.string(),
  disclosed: z.array(z.object({ revision: z.int(), salt: z.string(), values: z.record(z.string(), z.unknown()) })),
});

/** One claim's folder of a case file: its events, the proofs that follow them, and what is disclosed of them. */
export class ClaimCheck {
  readonly folder: string;
  readonly #key: LogTrust;
  readonly #request: string | undefined;
  readonly #roots: Roots;
  readonly #files = new Set<string>();
  #events: readonly SealedEvent[] = [];
  #proved = new Set<number>();

  /** @param request the case file that Indecopi asked for, which the claim's own history must tell of. */
  constructor(
    folder: string,
    { key, request, roots }: { readonly key: LogTrust; readonly request: string | undefined; readonly roots: Roots },
  ) {
    this.#roots = roots;
    this.folder = folder;
    this.#key = key;
    this.#request = request;
  }

  /** Files whose text is looked at; all others are only held against the manifest. */
  wants(name: string): boolean {
    const file = name.slice(this.folder.length + 1);
    return file === 'eventos.json' || file === 'revelados.json' || /^registro\/acto-\d+\.tlog-proof$/.test(file);
  }

  /** A file of the folder, by what it is. */
  came(sha256: string): void {
    this.#files.add(sha256);
  }

  take(name: string, text: string, report: BundleReport): void {
    const file = name.slice(this.folder.length + 1);
    if (file === 'eventos.json') this.#takeEvents(name, text, report);
    else if (file === 'revelados.json') this.#takeDisclosed(name, text, report);
    else this.#takeProof(name, Number(/\d+/.exec(file.slice('registro/'.length))?.[0]), text, report);
  }

  end(report: BundleReport): void {
    report.claims += 1;
    report.unproved += this.#events.length - this.#proved.size;
    const at = `${this.folder}/eventos.json`;
    if (this.#events.length === 0) report.faults.push({ what: 'events', at });
    else if (!this.#tellsOfRequest()) report.faults.push({ what: 'request', at });
    report.absent += this.#events.filter((event) => {
      const { sha256, bytes } = attached.safeParse(event).data?.data ?? {};
      return sha256 !== undefined && bytes !== 'named-only' && !this.#files.has(sha256);
    }).length;
  }

  /** Nothing more is written on a claim once it was erased. */
  #tellsOfRequest(): boolean {
    if (this.#request === undefined) return true;
    return this.#events.some(
      (event) => event.type === 'ClaimErased' || requested.safeParse(event).data?.data.exportId === this.#request,
    );
  }

  #takeEvents(name: string, text: string, report: BundleReport): void {
    const read = parsed(eventsFile, text);
    if (read === undefined) return void report.faults.push({ what: 'events', at: name });
    const { stream } = read;
    this.#events = read.events.map(({ revision, id, type, version, data, metadata }) => ({
      ...{ stream, revision, id, type, version, data, metadata },
    }));
    report.events += this.#events.length;
    const gap = this.#events.findIndex(({ revision }, at) => revision !== at);
    if (gap >= 0) report.faults.push({ what: 'gap', at: name, revision: gap });
  }

  #takeDisclosed(name: string, text: string, report: BundleReport): void {
    const read = parsed(disclosedFile, text);
    if (read === undefined) return void report.faults.push({ what: 'events', at: name });
    for (const { revision, salt, values } of read.disclosed) {
      const event = this.#events[revision];
      if (event === undefined || !isCommitted(event, { salt, values })) {
        report.faults.push({ what: 'commitment', at: name, revision });
      } else report.disclosed += 1;
    }
  }

  #takeProof(name: string, revision: number, proof: string, report: BundleReport): void {
    const event = this.#events[revision];
    const checked = event === undefined ? undefined : checkProvedEvent({ event, proof }, this.#key);
    if (checked?.ok === true) {
      this.#proved.add(revision);
      if (!this.#roots.agree(checked.checkpoint)) report.faults.push({ what: 'forked', at: name, revision });
    } else report.faults.push({ what: checked?.fault ?? 'gap', at: name, revision });
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
