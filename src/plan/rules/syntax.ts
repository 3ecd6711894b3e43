import { lineStart } from '../../base/lines.ts';
import type { Remedy } from '../model/problem.ts';
import { betterIndent } from '../syntax/indentation.ts';
import type { Mistake } from '../syntax/parse.ts';
import type { Rule } from './rule.ts';

/** What cannot be read as YAML at all; told once for each mistake, not for each line that it spoils. */
export const syntax: Rule = {
  code: 'syntax',
  severity: 'error',
  about: 'The text cannot be read as YAML at this place.',
  *find({ tree, text }) {
    for (const mistake of tree.mistakes) {
      yield { span: mistake.span, message: mistake.message, remedies: remedies(mistake, text) };
    }
  },
};

function indented(text: string, at: number): readonly Remedy[] {
  const column = betterIndent(text, at);
  const start = lineStart(text, at);
  if (column === undefined) return [];
  const span = { start, end: at };
  return [{ kind: 'replace', span, text: ' '.repeat(column), title: 'Indent it like the lines beside it' }];
}

/** `title My plan` becomes `title: My plan`. */
function withColon(written: string): { readonly text: string; readonly title: string } {
  const [, key = written, value = ''] = /^([\w-]+)(?::\s*|\s+)(\S.*)$/.exec(written) ?? [];
  return { text: `${key}: ${value}`, title: `Write "${key}:"` };
}

function remedies({ kind, span }: Mistake, text: string): readonly Remedy[] {
  const written = text.slice(span.start, span.end);
  switch (kind) {
    case 'tab':
      return [{ kind: 'indent-with-spaces' }];
    case 'stray-key':
      return [{ kind: 'replace', span, ...withColon(written) }];
    case 'open-quote':
      return [{ kind: 'replace', span, text: written + written.charAt(0), title: 'Close the quote' }];
    case 'colon-in-value':
      return [{ kind: 'quote', span }];
    case 'open-bracket':
      return written.startsWith('[')
        ? [{ kind: 'replace', span, text: `${written} ]`, title: 'Close the list' }]
        : [{ kind: 'replace', span, text: `${written} }`, title: 'Close the map' }];
    case 'lost-dash':
      return [{ kind: 'replace', span, text: `- ${written}`, title: 'Begin it with a dash' }];
    case 'indentation':
      return indented(text, span.start);
    case 'lost-quote':
    case 'other':
      return [];
  }
}
