/** What a person is about to mention in a prompt: a file after `@`, an issue after `#`. */
export type Mention = { readonly kind: 'file' | 'issue'; readonly typed: string; readonly start: number };

/** The mention that ends where the caret is; undefined where none is being typed. A mention begins a word. */
export function mentionAt(text: string, caret: number): Mention | undefined {
  const [, mark, typed] = /(?:^|[\s([{"'`])([@#])([^\s@#]*)$/.exec(text.slice(0, caret)) ?? [];
  if (mark === undefined || typed === undefined) return undefined;
  return { kind: mark === '@' ? 'file' : 'issue', typed, start: caret - typed.length - 1 };
}

/** The text with a mention completed, and where the caret then is. */
export function completeMention(
  text: string,
  { kind, typed, start }: Mention,
  name: string,
): { readonly text: string; readonly caret: number } {
  const word = `${kind === 'file' ? '@' : '#'}${name} `;
  const rest = text.slice(start + 1 + typed.length).replace(/^ /, '');
  return { text: `${text.slice(0, start)}${word}${rest}`, caret: start + word.length };
}

/** The prompt as agents read it: files in backticks, issues with their titles. What is no known issue stays as it was typed. */
export function spellOutMentions(text: string, titles: ReadonlyMap<string, string>): string {
  return text
    .replace(
      /(^|[\s([{"'])@([^\s@`]*[^\s@`.,;:!?)\]}"'])/g,
      (_, before: string, file: string) => `${before}\`${file}\``,
    )
    .replace(/(^|[\s([{"'])#([^\s#`]*[^\s#`.,;:!?)\]}"'])/g, (whole, before: string, id: string) => {
      const title = titles.get(id);
      return title === undefined ? whole : `${before}${id} ("${title}")`;
    });
}

/** Issues that a prompt mentions, in its order, each once. */
export const mentionedIssues = (text: string, known: ReadonlyMap<string, string>): readonly string[] => [
  ...new Set(
    [...text.matchAll(/(?:^|[\s([{"'])#([^\s#`]*[^\s#`.,;:!?)\]}"'])/g)].flatMap(([, id = '']) =>
      known.has(id) ? [id] : [],
    ),
  ),
];
