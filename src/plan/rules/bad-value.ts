import { nearest } from '../../base/nearest.ts';
import { splitWords } from '../../base/words.ts';
import type { Remedy } from '../model/problem.ts';
import { describe } from '../schema/describe.ts';
import { complaint } from '../schema/formats.ts';
import type { Format, Type } from '../schema/type.ts';
import { isTemplate } from '../schema/typing.ts';
import { toolKinds } from '../schema/words.ts';
import { innerSpan } from '../syntax/inner.ts';
import { entriesOf, entryAround, type Scalar } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';
import { meant } from './words.ts';

export const badValue: Rule = {
  code: 'bad-value',
  severity: 'error',
  about: 'The value is of the right kind but none that the key takes.',
  *find({ typing, text }) {
    for (const { node, type } of typing.values) {
      if (node.kind === 'scalar' && isJudged(type) && (!isTemplate(node) || isCommand(type)))
        yield* ofScalar(node, type, text);
      if (type.is === 'map' && node.kind === 'mapping' && type.names === 'kind of tool') {
        for (const { key } of entriesOf(node)) {
          if (Object.hasOwn(toolKinds, key.text)) continue;
          const { said, remedies } = meant(key.text, Object.keys(toolKinds));
          yield { span: key.span, message: `There is no kind of tool "${key.text}".${said}`, remedies };
        }
      }
    }
  },
};

/** Most values are free text. */
const isJudged = (type: Type): boolean => type.is !== 'text' || type.format !== undefined;

function* ofScalar(node: Scalar, type: Type, text: string): Generator<Finding> {
  if (type.is === 'choice' && !Object.hasOwn(type.of, node.text)) yield choice(node, Object.keys(type.of));
  if (type.is === 'constant' && node.value !== type.value) {
    const value = String(type.value);
    const remedy = { kind: 'replace', span: node.span, text: value, title: `Write ${value}` } as const;
    const written = typeof node.value === 'string' ? `"${node.text}"` : node.text;
    yield { span: node.span, message: `${label(node)} must be ${value}, not ${written}.`, remedies: [remedy] };
  }
  if (type.is === 'number' && typeof node.value === 'number' && !inRange(node.value, type)) {
    yield {
      span: node.span,
      message: `${label(node)} must be ${describe(type)}, not ${node.text}.`,
      remedies: nearestNumber(node, type),
    };
  }
  if (type.is === 'text' && type.format !== undefined) {
    const wrong = complaint(type.format, node.text);
    if (wrong !== undefined)
      yield {
        span: place(node, type.format, text),
        message: `${label(node)} ${wrong}.`,
        remedies: formatRemedies(node, type.format),
      };
  }
}

const isCommand = (type: Type): boolean => type.is === 'text' && type.format === 'command';

const label = (node: Scalar): string => {
  const key = entryAround(node)?.key.text;
  return key === undefined ? `"${node.text}"` : `"${key}"`;
};

function choice(node: Scalar, known: readonly string[]): Finding {
  const synonyms = otherWords[node.text.toLowerCase()];
  const names = synonyms !== undefined && known.includes(synonyms) ? [synonyms] : nearest(node.text, known);
  const shown = known.filter((name) => !/^\d$/.test(name));
  return {
    span: node.span,
    message: `${label(node)} must be one of ${shown.join(', ')}, not "${node.text}".${names[0] === undefined ? '' : ` Did you mean "${names[0]}"?`}`,
    remedies: names.map((to) => ({ kind: 'rename', to })),
  };
}

/** Words that people use for the same thing. */
const otherWords: Readonly<Record<string, string>> = {
  urgent: 'critical',
  p0: 'critical',
  p1: 'high',
  p2: 'medium',
  p3: 'low',
  p4: 'backlog',
  normal: 'medium',
  design: 'architecture',
  spec: 'specification',
  implementation: 'refinement',
  tdd: 'refinement',
  'after-edit': 'post-edit',
  'after-task': 'post-task',
  'before-task': 'pre-task',
  'after-phase': 'post-phase',
  'before-phase': 'pre-phase',
  done: 'closed',
  complete: 'close',
  closed: 'close',
  'on-save': 'post-edit',
  'pre-edit': 'post-edit',
  claude: 'claude-code',
};

const inRange = (value: number, { least, most, whole }: Extract<Type, { is: 'number' }>): boolean =>
  (least === undefined || value >= least) &&
  (most === undefined || value <= most) &&
  (whole !== true || Number.isInteger(value));

/** A quote that is never closed is shown at the quote. */
function place(node: Scalar, format: string, text: string): Finding['span'] {
  if (format !== 'command') return node.span;
  const words = splitWords(node.text);
  return words.ok ? node.span : innerSpan(text, node, words.error.at, words.error.at + 1);
}

function nearestNumber(node: Scalar, { least, most }: Extract<Type, { is: 'number' }>): readonly Remedy[] {
  if (typeof node.value !== 'number') return [];
  const bound = most !== undefined && node.value > most ? most : node.value < (least ?? 0) ? least : undefined;
  return bound === undefined ? [] : [writing(node, String(bound))];
}

const writing = ({ span }: Scalar, text: string): Remedy => ({ kind: 'replace', span, text, title: `Write ${text}` });

/** What the text would be in the format's own spelling, where that is plain. */
function formatRemedies(node: Scalar, format: Format): readonly Remedy[] {
  const to = respelled(node.text, format);
  return to === undefined || complaint(format, to) !== undefined ? [] : [{ kind: 'rename', to }];
}

function respelled(text: string, format: Format): string | undefined {
  switch (format) {
    case 'slug':
      return text
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '');
    case 'duration':
    case 'effort':
      return text
        .toLowerCase()
        .replace(/(\d)\s*(s|m|h|d|w)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?|eeks?)?\b,?/g, '$1$2');
    case 'glob':
      return text.replaceAll('\\', '/');
    default:
      return undefined;
  }
}
