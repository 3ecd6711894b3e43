/** What all of these ids begin with, up to a dash, as long as may be: `shop` for shop-cart and shop-cart-1. Undefined where that is nothing. */
export function sharedPrefix(ids: Iterable<string>): string | undefined {
  let shared: readonly string[] | undefined;
  for (const id of ids) {
    const words = id.split('-').slice(0, -1);
    const before: readonly string[] = shared ?? words;
    const differs = before.findIndex((word, at) => word !== words[at]);
    shared = differs === -1 ? before : before.slice(0, differs);
  }
  return shared === undefined || shared.length === 0 ? undefined : shared.join('-');
}

/** What most of these ids begin with. */
export function commonPrefix(ids: Iterable<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const prefix = /^(.+)-[^-]+$/.exec(id)?.[1];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A word that may begin ids, made of any folder's name. */
export const prefixFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'issue';
