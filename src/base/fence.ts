/** Text as a fenced block of Markdown, which nothing in the text can close. `info`: its language, or whatever else stands behind the first fence. */
export function fence(text: string, info = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${info}\n${text.replace(/\n$/, '')}\n${mark}`;
}

/** Markdown whose last fenced block was cut, or never closed, with the fence that is missing: what comes after it is no code then. */
export function closeFence(text: string): string {
  let open: { readonly indent: string; readonly mark: string } | undefined;
  for (const line of text.split('\n')) {
    const [, indent = '', mark = '', rest = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (mark === '') continue;
    if (open === undefined) open = mark.startsWith('`') && rest.includes('`') ? undefined : { indent, mark };
    else if (rest.trim() === '' && mark.startsWith(open.mark)) open = undefined;
  }
  return open === undefined ? text : `${text}\n${open.indent}${open.mark}`;
}
