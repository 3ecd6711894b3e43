import type { Position } from '../../base/lines.ts';
import { oneLine } from '../../issues/text.ts';
import type { Severity } from '../../plan/model/problem.ts';

/** A problem of a file as every format of `check` tells it. Positions are zero-based. */
export type Told = {
  readonly file: string;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** What could be done about it. */
  readonly fixes: readonly string[];
};

export const formats = {
  text: (told: readonly Told[], color: boolean): string => told.map((one) => textLine(one, color)).join('\n'),
  json: (told: readonly Told[]): string => JSON.stringify(told, null, 2),
  github: (told: readonly Told[]): string => told.map(githubLine).join('\n'),
  sarif: (told: readonly Told[]): string => JSON.stringify(sarif(told), null, 2),
} as const;

export type FormatName = keyof typeof formats;

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);

const colors: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };

function textLine({ file, range, severity, code, message, fixes }: Told, color: boolean): string {
  const paint = (code: number, text: string): string => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  const fix = fixes[0] === undefined ? '' : `\n    ${paint(90, `fix: ${line(fixes.join(' · '))}`)}`;
  return `${line(place)} ${paint(colors[severity], severity)} ${line(message)} ${paint(90, `[${code}]`)}${fix}`;
}

/** What a plan holds must neither move the cursor nor fill the terminal: one line, without control characters, of at most 500. */
function line(text: string): string {
  const letters = [...oneLine(text)];
  return letters.length <= 500 ? letters.join('') : `${letters.slice(0, 499).join('')}…`;
}

const githubWords: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** A workflow command of GitHub Actions; its escapes are documented there. */
function githubLine({ file, range, severity, code, message }: Told): string {
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const { start, end } = range;
  const place = `file=${property(file)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1},endColumn=${end.character + 1}`;
  return `::${githubWords[severity]} ${place},title=${property(code)}::${data(message)}`;
}

const sarifLevels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function sarif(told: readonly Told[]): object {
  const codes = [...new Set(told.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'phaseline', rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: told.map(({ file, range, severity, code, message }) => ({
          ruleId: code,
          level: sarifLevels[severity],
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) },
                region: {
                  startLine: range.start.line + 1,
                  startColumn: range.start.character + 1,
                  endLine: range.end.line + 1,
                  endColumn: range.end.character + 1,
                },
              },
            },
          ],
        })),
      },
    ],
  };
}
