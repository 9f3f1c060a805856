/** A page of the panel, and of nowhere else: the link in a message must not carry anybody off to another site. */
export function safePath(path: unknown): string {
  if (typeof path !== 'string' || path.length > 500) return '/panel';
  return /^\/panel(?:[/?][\w\-./?=&%+]*)?$/.test(path) && !path.includes('..') ? path : '/panel';
}
