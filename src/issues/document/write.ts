import { type IssueFields, keys, sections } from './fields.ts';

/** Where the part begins that is only shown. */
export const tailMark = '<!-- From here on only shown: what is changed below is not saved. -->';

/** The document of an issue: front matter, title, description, sections, and a tail that is only shown. `readDocument` takes it apart again. */
export function documentText(fields: IssueFields, tail: string): string {
  const front = keys.flatMap(({ key, field, always }) => {
    const value = valueText(fields, field);
    return value === '' && !always ? [] : [`${key}: ${value}`.trimEnd()];
  });
  const filled = sections.filter(({ field }) => fields[field] !== '');
  const parts = [
    ['---', ...front, '---'].join('\n'),
    `# ${fields.title}`,
    guarded(fields.description),
    ...filled.map(({ field, heading }) => `## ${heading}\n\n${guarded(fields[field])}`),
    tailMark,
    tail,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function valueText(fields: IssueFields, field: (typeof keys)[number]['field']): string {
  const value = fields[field];
  if (field === 'priority') return `P${value}`;
  if (field === 'estimated_minutes') return estimateText(fields.estimated_minutes);
  if (typeof value === 'object') return value.length === 0 ? '' : `[${value.map(scalar).join(', ')}]`;
  return value === '' ? '' : scalar(String(value));
}

/** Minutes in the largest unit that says them exactly. */
function estimateText(minutes: number): string {
  if (minutes === 0) return '';
  const units = [
    [2400, 'w'],
    [480, 'd'],
    [60, 'h'],
  ] as const;
  const unit = units.find(([size]) => minutes % size === 0);
  return unit === undefined ? `${minutes}m` : `${minutes / unit[0]}${unit[1]}`;
}

/** A value of YAML: as it is where nothing in it could be taken for something else, else in quotes. */
const scalar = (text: string): string =>
  /^[\p{L}\p{N}_./](?:[\p{L}\p{N}_./@+-]|:(?=[\p{L}\p{N}])| (?=[\p{L}\p{N}_./@+]))*$/u.test(text)
    ? text
    : JSON.stringify(text);

const headings = [...sections.map(({ heading }) => `## ${heading}`), tailMark].map((line) => line.toLowerCase());

/** Whether a line, apart from backslashes before it, divides the document. */
export const divides = (line: string): string | undefined => {
  const plain = line.replace(/^\\+/, '').trimEnd().toLowerCase();
  const at = headings.indexOf(plain);
  return at < 0 ? undefined : headings[at];
};

/** Lines of a text that would divide the document get a backslash, which is taken away when it is read. */
const guarded = (text: string): string =>
  text
    .split('\n')
    .map((line) => (divides(line) === undefined ? line : `\\${line}`))
    .join('\n');
