const [bel, esc, csi] = ['\\u0007', '\\u001b', '\\u009b'];

/** Escape sequences of terminals, whole: colours, cursor movements, titles, links. */
const escapes = new RegExp(
  [
    `${esc}\\][^${bel}${esc}]*(?:${bel}|${esc}\\\\)?`,
    `(?:${esc}\\[|${csi})[0-?]*[ -/]*[@-~]?`,
    `${esc}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);

/** Marks that turn the direction of what follows them, beyond the text that they are in. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Most titles: nothing in them needs looking at twice. */
const harmless = /^[!-~]+(?: [!-~]+)*$/;

/** Somebody's text on one line of ours: it can neither break the row, colour it, nor turn its direction. */
export const oneLine = (text: string): string =>
  harmless.test(text)
    ? text
    : text
        .replace(escapes, '')
        .replace(directions, '')
        .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
        .replace(/ {2,}/g, ' ')
        .trim();

/** Somebody's text on several lines of ours: as `oneLine`, its line ends kept. */
export const plainText = (text: string): string =>
  text
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map((line) =>
      line
        .replace(escapes, '')
        .replace(directions, '')
        .replace(/(?!\t)\p{Cc}/gu, ' ')
        .trimEnd(),
    )
    .join('\n');
