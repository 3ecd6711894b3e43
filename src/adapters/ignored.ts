import { readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { claudeFlowIgnore } from './claude-flow/ignore.ts';

/** Never a person's or an agent's work: repositories, trackers, our own state, packages, claude-flow's traces. */
const alwaysIgnored = ['.git', '.phaseline/', '.beads/', 'node_modules/', ...claudeFlowIgnore];

type IgnoreFile = { readonly stamp: string; readonly rules: Ignore | undefined };

/**
 * Which files of a root no hook follows: the ones that are always ignored, and those of every .gitignore from the root down to the file.
 * A .gitignore is read again when its size or time has changed.
 */
export class IgnoredFiles {
  readonly #root: string;
  readonly #always = ignore().add(alwaysIgnored);
  readonly #files = new Map<string, IgnoreFile>();

  constructor(root: string) {
    this.#root = root;
  }

  /** `file`: relative to the root, forward slashes. As Git decides: a deeper .gitignore overrules a higher one. */
  has(file: string): boolean {
    return this.why(file) !== undefined;
  }

  /** What ignores a file, for people: `.gitignore: dist/`; undefined where nothing does. */
  why(file: string): string | undefined {
    const always = this.#always.test(file);
    if (always.ignored) return `always ignored: ${always.rule?.pattern ?? file}`;
    const parts = file.split('/');
    let why: string | undefined;
    for (let depth = 0; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      const verdict = this.#rules(folder)?.test(parts.slice(depth).join('/'));
      if (verdict?.ignored) why = `${folder === '' ? '' : `${folder}/`}.gitignore: ${verdict.rule?.pattern ?? file}`;
      else if (verdict?.unignored) why = undefined;
    }
    return why;
  }

  #rules(folder: string): Ignore | undefined {
    const file = path.join(this.#root, folder, '.gitignore');
    const stat = lookAt(file);
    const stamp = stat === undefined ? '' : `${stat.mtimeMs}:${stat.size}`;
    const before = this.#files.get(folder);
    if (before?.stamp === stamp) return before.rules;
    const text = stat?.isFile() ? read(file) : undefined;
    const rules = text === undefined ? undefined : ignore().add(text);
    this.#files.set(folder, { stamp, rules });
    return rules;
  }
}

/** Undefined where there is none; also where its folder has become a file, for which Node 20 throws, or cannot be entered. */
function lookAt(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Undefined where it cannot be read: then it ignores nothing. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
