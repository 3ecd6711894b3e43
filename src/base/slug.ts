/** Lower-case words of a title joined by dashes, at most so many characters, cut at a word. */
export function slug(title: string, most = 48): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let made = '';
  for (const word of words) {
    if (made !== '' && made.length + word.length + 1 > most) break;
    made = made === '' ? word.slice(0, most) : `${made}-${word}`;
  }
  return made;
}

/** The wish, or the wish with the first number that makes it unlike all that are taken. */
export function unique(wish: string, taken: (id: string) => boolean): string {
  if (!taken(wish)) return wish;
  for (let number = 2; ; number += 1) if (!taken(`${wish}-${number}`)) return `${wish}-${number}`;
}
