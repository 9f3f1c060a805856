/** Values of one statement: `add` answers the placeholder to write. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type = ''): string {
    this.values.push(value);
    return `$${this.values.length}${type === '' ? '' : `::${type}`}`;
  }
}

/** A page's size within its bounds. */
export function pageSize(limit: number | undefined): number {
  return Math.max(1, Math.min(200, Math.trunc(limit ?? 50)));
}
