/*
 * `EVENTSTORE_URL`, as text: read without loading the client, which takes a third of a second that no other command needs.
 */

const ADDRESS =
  /^(?:esdb|kurrentdb|kdb)(?:\+discover)?:\/\/(?:(?<user>[^\s:@/]+):(?<password>[^\s@/]+)@)?[^\s@/?]+\/?(?:\?(?<query>\S*))?$/;

/** Undefined where the address can be used, else what is wrong with it, in Spanish and without its value. */
export function addressTrouble(url: string): string | undefined {
  const match = ADDRESS.exec(url);
  if (match === null)
    return 'debe ser una dirección como esdb://usuario:clave@equipo:2113 o esdb://equipo:2113?tls=false';
  const secure = !/(?:^|&)tls=false(?:&|$)/i.test(match.groups?.['query'] ?? '');
  return secure && match.groups?.['user'] === undefined
    ? 'necesita usuario y clave (esdb://usuario:clave@equipo:2113), o ?tls=false en una red propia'
    : undefined;
}

export function maskedAddress(url: string): string {
  return url.replace(/\/\/([^:@/]+):[^@/]+@/, '//$1:********@');
}

/** As the client knows it: the schemes that KurrentDB brought mean the same. */
export function clientAddress(url: string): string {
  return url.replace(/^(?:kurrentdb|kdb)/, 'esdb');
}
