/** Text as a fenced block of Markdown, which nothing in the text can close. `info`: its language, or whatever else stands behind the first fence. */
export function fence(text: string, info = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${info}\n${text.replace(/\n$/, '')}\n${mark}`;
}
