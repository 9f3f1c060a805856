/** One page of a list. It may hold fewer items than asked for and still have a next one: the work per page is bounded. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pass it back as `cursor`; absent on the last page. */
  readonly nextCursor?: string;
}
