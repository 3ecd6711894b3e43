import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { complete, lookupAt } from '../../../src/plan/features/complete.ts';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { plainOf } from '../../../src/plan/features/snippets.ts';
import type { Suggestion } from '../../../src/plan/features/suggestion.ts';
import { type Knowledge, knowledgeOf, withLooked } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

/**
 * Plans with a caret, `$0`, and above them what is offered there, in lines of `#!` that are no part of the plan:
 * `offers`, `not`, `only` (these, in this order), `first`: labels, apart by ` | `; `nothing`;
 * `insert: LABEL => TEXT`: the line of the caret after LABEL was taken, `\n` for further lines;
 * `issues: id=Title | …`, `agents`, `files`, `programs`: what is known; `crlf`: the plan's line ends; `cut`: it ends at the caret.
 */
const folder = path.resolve(import.meta.dirname, '../../corpus/at-cursor');
const files = readdirSync(folder).filter((name) => name.endsWith('.phaseplan.yaml'));

class Case {
  readonly text: string;
  readonly offset: number;
  readonly #notes: readonly (readonly [key: string, value: string])[];

  constructor(source: string) {
    const head = /^(?:#!.*\n)*/.exec(source)?.[0] ?? '';
    this.#notes = [...head.matchAll(/^#! (\w+)(?:: (.*))?$/gm)].map(([, key = '', value = '']) => [key, value]);
    const body = source.slice(head.length);
    const marked = this.has('crlf') ? body.replaceAll('\n', '\r\n') : body;
    this.offset = marked.indexOf('$0');
    const rest = this.has('cut') ? '' : marked.slice(this.offset + 2);
    this.text = marked.slice(0, this.offset) + rest;
  }

  has(key: string): boolean {
    return this.#notes.some(([name]) => name === key);
  }

  all(key: string): readonly string[] {
    return this.#notes.filter(([name]) => name === key).map(([, value]) => value);
  }

  labels(key: string): readonly string[] {
    return this.all(key).flatMap((value) => value.split(' | '));
  }

  get knowledge(): Knowledge {
    const issues = this.labels('issues').map((one) => {
      const [id = '', title = ''] = one.split('=');
      return { id, title, status: 'open', priority: 2, type: 'task' };
    });
    const agents = this.labels('agents').map((name) => ({
      name,
      description: `Is ${name}.`,
      source: '.claude/agents',
    }));
    const known = knowledgeOf({ ...(issues.length > 0 ? { issues } : {}), agents });
    const lookup = lookupAt(new Snapshot(this.text), this.offset);
    const { folder: wanted, program } = lookup ?? {};
    return withLooked(known, {
      ...(wanted === undefined ? {} : { folders: { [wanted]: this.#listing(wanted) } }),
      ...(program === undefined ? {} : { onPath: this.labels('programs').filter((name) => name.startsWith(program)) }),
    });
  }

  #listing(where: string): readonly string[] {
    const lead = where === '' ? '' : `${where}/`;
    const inside = this.labels('files').filter((file) => file.startsWith(lead));
    const names = inside.map((file) => file.slice(lead.length).replace(/\/.*/, '/'));
    return [...new Set(names)].sort();
  }

  /** The line of the caret, with all that a suggestion adds to it. */
  taken({ insert, snippet, span }: Suggestion): string {
    const lineStart = this.text.lastIndexOf('\n', this.offset - 1) + 1;
    const indent = /^[ \t]*/.exec(this.text.slice(lineStart))?.[0] ?? '';
    const text = (snippet ? plainOf(insert) : insert).replaceAll('\n', `\n${indent}`);
    const after = applyEdits(this.text, [{ span, text }]);
    const end = after.indexOf('\n', span.start + text.length);
    return after.slice(lineStart, end < 0 ? after.length : end).replaceAll('\r', '');
  }
}

for (const name of files) {
  test(`at the caret of ${name}`, () => {
    const one = new Case(readFileSync(path.join(folder, name), 'utf8'));
    assert.ok(one.offset >= 0, 'no caret');
    const found = complete(new Snapshot(one.text), one.knowledge, one.offset);
    const labels = found.map(({ label }) => label);
    assert.equal(labels.length === 0, one.has('nothing'), `offers ${labels.join(' | ')}`);
    const missing = one.labels('offers').filter((label) => !labels.includes(label));
    assert.deepEqual(missing, [], `offers ${labels.join(' | ')}`);
    assert.deepEqual(
      one.labels('not').filter((label) => labels.includes(label)),
      [],
    );
    if (one.has('only')) assert.deepEqual(labels, one.labels('only'));
    if (one.has('first')) assert.equal(labels[0], one.all('first')[0]);
    for (const insert of one.all('insert')) {
      const [label = '', wanted = ''] = insert.split(' => ');
      const chosen = found.find((suggestion) => suggestion.label === label);
      assert.ok(chosen, `no ${label} among ${labels.join(' | ')}`);
      assert.equal(one.taken(chosen), wanted.replaceAll('\\n', '\n'));
    }
  });
}

test('there are enough of them', () => assert.ok(files.length >= 40));
