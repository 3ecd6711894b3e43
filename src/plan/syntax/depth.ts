/** Levels that the parser is given. It calls itself for each, and the tree is cut off far earlier; see `Converter`. */
const mostLevels = 200;

/**
 * Where a text gets deeper than the parser can follow: the start of that line, or the bracket. Counted by indentation, dashes and
 * open brackets alone, so brackets in texts and comments count too; two hundred of them that are not closed are no plan either.
 */
export function tooDeepAt(text: string): number | undefined {
  const columns: number[] = [];
  let brackets = 0;
  for (let at = 0; at < text.length; ) {
    const line = at;
    while (text.charCodeAt(at) === 32) at += 1;
    if (!/[\r\n]/.test(text.charAt(at))) {
      let column = at - line;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      // Dashes in a row open a list each.
      for (; text.startsWith('- ', at); at += 2, column += 2) columns.push(column + 1);
      if (columns.length > mostLevels) return line;
    }
    for (; at < text.length && text.charCodeAt(at) !== 10; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 91 || code === 123) brackets += 1;
      else if ((code === 93 || code === 125) && brackets > 0) brackets -= 1;
      if (brackets > mostLevels) return at;
    }
    at += 1;
  }
  return undefined;
}
