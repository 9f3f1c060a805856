/** Where a bucket is, and with which key it opens. */
export interface S3Address {
  /** `https://host:port` */
  readonly endpoint: string;
  readonly bucket: string;
  /** What every name in the bucket begins with: empty, or ends with `/`. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * `s3://key:secret@host[:port]/bucket[/prefix]?region=…&tls=off`, what is special in key and secret %-encoded. They may be
 * left out, and given beside.
 * @returns a string that says what is wrong, in Spanish and without the value.
 */
export function s3AddressOf(
  text: string,
  beside: { readonly accessKeyId?: string | undefined; readonly secretAccessKey?: string | undefined } = {},
): S3Address | string {
  const form = 's3://llave:secreto@equipo:9000/cubo?region=us-east-1';
  if (!/^s3:\/\/[^/]/.test(text) || !URL.canParse(text)) return `debe ser una dirección como ${form}`;
  const url = new URL(text);
  const [bucket = '', ...folders] = url.pathname
    .slice(1)
    .split('/')
    .filter((part) => part !== '');
  const tls = url.searchParams.get('tls') ?? 'on';
  const accessKeyId = beside.accessKeyId ?? decoded(url.username);
  const secretAccessKey = beside.secretAccessKey ?? decoded(url.password);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return `no nombra un cubo: ${form}`;
  if (folders.some((part) => !/^[\w.-]+$/.test(part))) return 'la carpeta dentro del cubo: letras, números, guiones';
  if (tls !== 'on' && tls !== 'off') return 'tls debe ser on u off';
  if (accessKeyId === '' || secretAccessKey === '') {
    return `faltan la llave y el secreto: en ${form}, o en S3_ACCESS_KEY_ID y S3_SECRET_ACCESS_KEY`;
  }
  return {
    endpoint: `${tls === 'on' ? 'https' : 'http'}://${url.host}`,
    bucket,
    prefix: folders.map((part) => `${part}/`).join(''),
    region: url.searchParams.get('region') ?? 'us-east-1',
    accessKeyId,
    secretAccessKey,
  };
}

/** Empty where it is not well encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** For people: without the key. */
export function shownAddress({ endpoint, bucket, prefix, region }: S3Address): string {
  return `${endpoint}/${bucket}/${prefix} (${region})`;
}
