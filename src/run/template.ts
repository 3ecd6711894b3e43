import type { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Step } from '../plan/model/plan.ts';

/** What templates may name, by full name: `task.id`, `file`, `env.HOME`, … */
export type TemplateValues = Readonly<Record<string, string>>;

/** What stands for several words where it is a word of a command by itself: `files`. */
export type TemplateLists = Readonly<Record<string, readonly string[]>>;

type Expanded<T> = Result<T, Extract<Failure, { kind: 'no-such' | 'words-broken' }>>;

const placeholder = /\$\{\{\s*(.*?)\s*\}\}/gs;
const onlyName = /^\$\{\{\s*(\w+)\s*\}\}$/;

/** Puts values in the place of `${{ name }}`. What a value holds is never read again: a value with `${{` in it stays as it is. */
export function expandText(text: string, values: TemplateValues): Expanded<string> {
  const unknown = [...text.matchAll(placeholder)]
    .map(([, name = '']) => name)
    .find((name) => !Object.hasOwn(values, name));
  if (unknown !== undefined) return fail(unknownName(unknown, values));
  return ok(text.replace(placeholder, (_all, name: string) => values[name] ?? ''));
}

const unknownName = (name: string, values: TemplateValues): Extract<Failure, { kind: 'no-such' }> => ({
  kind: 'no-such',
  what: 'template value',
  name,
  // The environment is long and not what a typing error is about.
  known: Object.keys(values).filter((known) => name.startsWith('env.') || !known.startsWith('env.')),
});

/**
 * The step with all its templates filled in: each word of a command by itself, so that a value can never become a second word or command.
 * A shell script is read by its shell after this, so only values without meaning to a shell are put into one.
 */
export function expandStep(step: Step, values: TemplateValues, lists: TemplateLists = {}): Expanded<Step> {
  const env = expandRecord(step.env, (text) => expandText(text, values));
  if (!env.ok) return env;
  const all = {
    ...values,
    ...Object.fromEntries(Object.entries(env.value).map(([name, text]) => [`env.${name}`, text])),
  };
  const what = expandWhat(step.do, all, lists);
  if (!what.ok) return what;
  const cwd = step.cwd === undefined ? ok(undefined) : expandText(step.cwd, all);
  return cwd.ok ? ok({ ...step, do: what.value, env: env.value, cwd: cwd.value }) : cwd;
}

function expandWhat(what: Step['do'], values: TemplateValues, lists: TemplateLists): Expanded<Step['do']> {
  switch (what.kind) {
    case 'run': {
      const words = expandList(what.words, (word) => expandWord(word, values, lists));
      return words.ok ? ok({ ...what, words: words.value.flat() }) : words;
    }
    case 'shell': {
      const script = expandScript(what.script, values);
      return script.ok ? ok({ ...what, script: script.value }) : script;
    }
    case 'uses': {
      const given = expandRecord(what.with, (value) => expandJson(value, values));
      return given.ok ? ok({ ...what, with: given.value }) : given;
    }
  }
}

/** One word becomes one word, whatever its value holds; only a list that stands alone becomes one for each item. */
function expandWord(word: string, values: TemplateValues, lists: TemplateLists): Expanded<readonly string[]> {
  const list = lists[onlyName.exec(word)?.[1] ?? ''];
  if (list !== undefined) return ok(list);
  const text = expandText(word, values);
  return text.ok ? ok([text.value]) : text;
}

function expandScript(script: string, values: TemplateValues): Expanded<string> {
  for (const [, name = ''] of script.matchAll(placeholder)) {
    const value = values[name];
    if (value !== undefined && !/^[\w./:@+=,-]*$/.test(value)) {
      const detail = `a shell would read "${value}" as more than a value; use an environment variable such as PHASELINE_FILE instead`;
      return fail({ kind: 'words-broken', text: `\${{ ${name} }}`, detail });
    }
  }
  return expandText(script, values);
}

function expandJson(value: Json, values: TemplateValues): Expanded<Json> {
  if (typeof value === 'string') return expandText(value, values);
  if (typeof value !== 'object' || value === null) return ok(value);
  return isList(value)
    ? expandList(value, (inner) => expandJson(inner, values))
    : expandRecord(value, (inner) => expandJson(inner, values));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function expandList<T, U>(list: readonly T[], expand: (item: T) => Expanded<U>): Expanded<readonly U[]> {
  const expanded: U[] = [];
  for (const item of list) {
    const one = expand(item);
    if (!one.ok) return one;
    expanded.push(one.value);
  }
  return ok(expanded);
}

function expandRecord<T>(
  record: Readonly<Record<string, T>>,
  expand: (value: T) => Expanded<T>,
): Expanded<Readonly<Record<string, T>>> {
  const expanded: [string, T][] = [];
  for (const [key, value] of Object.entries(record)) {
    const one = expand(value);
    if (!one.ok) return one;
    expanded.push([key, one.value]);
  }
  return ok(Object.fromEntries(expanded));
}
