import { CONFORMITY_TEXT } from '@foja/commands';

/**
 * What the consumer agrees to in place of a signature (Reglamento, art. 4-B), by version. An event records the version, so
 * a wording is never changed: a new one gets a new version, and the old ones stay.
 */
const WORDINGS: Readonly<Record<string, string>> = {
  'conformidad-2026-11':
    'Leí mi hoja completa. Declaro que los datos y el contenido son los que quiero presentar y expreso mi conformidad con ellos.',
};

export const conformityNow = conformityOf(CONFORMITY_TEXT);

/** The wording that a version stands for. @throws where the command side records one that nobody was shown. */
export function conformityOf(version: string): string {
  const wording = WORDINGS[version];
  if (wording === undefined) throw new Error(`no wording for ${version}`);
  return wording;
}
