/** Markup that may stand in a page as it is; made by `html`, which escapes every value, or by `raw` from our own constants. */
export type Html = { readonly markup: string };

export const raw = (markup: string): Html => ({ markup });

export const join = (parts: readonly Html[]): Html => raw(parts.map(({ markup }) => markup).join(''));

/** A template whose strings and numbers are escaped, for text and for quoted attributes alike. */
export const html = (parts: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html =>
  raw(parts.map((part, at) => part + (at < values.length ? shown(values[at]) : '')).join(''));

const shown = (value: Html | string | number | undefined): string =>
  typeof value === 'object' ? value.markup : escapeText(String(value ?? ''));

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
