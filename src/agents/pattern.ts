import picomatch from 'picomatch';

/** Whether a glob (`src/**`, `*.md`), relative to the folder, fits an absolute path; one outside of the folder is fitted whole. */
export const fileMatches = (file: string, folder: string, pattern: string): boolean =>
  picomatch(pattern.endsWith('/') ? `${pattern}**` : pattern, { dot: true })(nearPath(file, folder));

/** A path as a person would write it in a pattern: from the folder on, whole where it lies outside. */
export const nearPath = (file: string, folder: string): string => pathBelow(file, folder) ?? tidyPath(file);

/** An absolute path from a folder on, empty for the folder itself; undefined where it leads elsewhere. Nothing is asked of the disk. */
export function pathBelow(file: string, folder: string): string | undefined {
  const path = tidyPath(file);
  const root = tidyPath(folder);
  if (path === root) return '';
  const start = root === '/' ? root : `${root}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

/** With `/` between names, without `.` and `..` among them, the letter of a drive small: Windows and agents write it either way. */
function tidyPath(path: string): string {
  const names: string[] = [];
  for (const name of path.replaceAll('\\', '/').split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  const tidy = names.join('/').replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
  return /^[\\/]/.test(path) ? `/${tidy}` : tidy;
}

/** The commands that a command line is put together of. */
export const partsOfCommand = (line: string): readonly string[] =>
  line
    .split(/&&|\|\||[;|&\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Substitutions and redirections, quoted or not: what they run and write cannot be seen from outside a shell. */
export const hasHiddenParts = (line: string): boolean => /[`<>]|\$\(/.test(line);

/** Whether a pattern, in which `*` stands for anything and `\*` for itself, fits a whole command. `go test *` fits `go test` too. */
export function commandMatches(command: string, pattern: string): boolean {
  const tidy = command.trim().replace(/\s+/g, ' ');
  return wildcard(pattern).test(tidy) || (pattern.endsWith(' *') && tidy === pattern.slice(0, -2));
}

/** The same for an address, with or without its `https://`. */
export function urlMatches(url: string, pattern: string): boolean {
  const whole = wildcard(pattern);
  return whole.test(url) || whole.test(url.replace(/^https?:\/\//, ''));
}

function wildcard(pattern: string): RegExp {
  const pieces = pattern.trim().match(/\\[\s\S]|\*+|[^\\*]+|\\/g) ?? [];
  const source = pieces.map((piece) => {
    if (piece.startsWith('*')) return '[\\s\\S]*';
    return literal(piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece);
  });
  return new RegExp(`^${source.join('')}$`);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** The pattern that fits exactly this text. */
export const exactly = (text: string): string => text.replace(/[\\*?[\]{}()!]/g, '\\$&');
