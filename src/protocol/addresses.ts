/** Where a briefing and its updates are read, below the address of the service. Ids stand in addresses as they are. */
export function pagePath(briefing: string): string {
  return `/briefings/${briefing}`;
}

/** The same for frames in the pages of others. */
export function embedPath(briefing: string): string {
  return `/embed/${briefing}`;
}

/** The id of an update's element in the page, and so the end of its address. */
export function anchorOf(update: string): string {
  return `update-${update}`;
}
