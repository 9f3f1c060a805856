/** What a page may load and who may frame it. Nothing inline and nothing foreign, on any page. */
export interface PagePolicy {
  /** Origins whose pages may frame this one, e.g. `https://tienda.example`; none: nobody. */
  readonly framedBy?: readonly string[];
  /** Scripts may open connections to us (fetch, Server-Sent Events). */
  readonly connects?: boolean;
}

export function contentSecurityPolicy({ framedBy = [], connects = false }: PagePolicy = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:", // QR codes are data: URLs, so that they print and need no second request
    `connect-src ${connects ? "'self'" : "'none'"}`,
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy.length === 0 ? "'none'" : framedBy.filter(isOrigin).join(' ')}`,
  ].join('; ');
}

/** Nothing that could end the directive and begin another. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(text);
}
