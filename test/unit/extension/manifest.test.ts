import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tokenTypes } from '../../../src/plan/features/tokens.ts';
import { levels } from '../../../src/plan/model/levels.ts';
import { rules } from '../../../src/plan/rules/all.ts';
import { hookMoments } from '../../../src/plan/schema/words.ts';
import { commands, commentController, container, contextKeys, views } from '../../../src/protocol/commands.ts';
import { defaultSettings, issueGroupings } from '../../../src/protocol/settings.ts';

type MenuEntry = { readonly command: string; readonly when?: string; readonly group?: string };
type Manifest = {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly semanticTokenScopes: readonly { readonly scopes: Readonly<Record<string, readonly string[]>> }[];
    readonly grammars: readonly {
      readonly path: string;
      readonly embeddedLanguages?: Readonly<Record<string, string>>;
    }[];
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default: unknown; readonly enum?: readonly string[] } & Record<string, unknown>>
      >;
    };
  };
};

const root = path.resolve(import.meta.dirname, '../../..');
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const known = new Set<string>(Object.values(commands));
const entries = Object.values(contributes.menus).flat();

/** Every `when` clause and enablement of the manifest. */
const clauses = [
  ...entries.map(({ when }) => when ?? ''),
  ...contributes.viewsWelcome.map(({ when }) => when),
  ...contributes.commands.map(({ enablement }) => enablement ?? ''),
];

test('the manifest declares exactly the commands of the table', () => {
  assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...known].sort());
});

test('a command is told by its title alone', () => {
  const titles = contributes.commands.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
  for (const { category } of contributes.commands) assert.equal(category, 'Phaseline');
});

test('menus and welcome contents name only commands that are there', () => {
  for (const { command } of entries) assert.ok(known.has(command), command);
  const linked = contributes.viewsWelcome.flatMap(({ contents }) =>
    [...contents.matchAll(/\(command:(phaseline\.[a-zA-Z]+)/g)].map(([, id]) => id ?? ''),
  );
  assert.ok(linked.length > 0);
  for (const command of linked) assert.ok(known.has(command), command);
});

test('the container holds exactly the views of the table, each with an icon that is there', () => {
  assert.deepEqual(
    contributes.viewsContainers.activitybar.map(({ id }) => id),
    [container],
  );
  const held = contributes.views[container] ?? [];
  assert.deepEqual(
    held.map(({ id }) => id),
    Object.values(views),
  );
  for (const { icon } of [...held, ...contributes.viewsContainers.activitybar])
    assert.ok(existsSync(path.join(root, icon)), icon);
});

test('when clauses ask only keys, views and words that are there', () => {
  const keys = new Set<string>([...Object.values(contextKeys), ...Object.values(views), commentController]);
  for (const clause of clauses) {
    for (const [key] of clause.matchAll(/phaseline\.[a-zA-Z.]+/g)) assert.ok(keys.has(key), `${key} in ${clause}`);
  }
});

test('the graph of a plan offers for phases and tasks what the Plan view does; the issue of a task has a menu of its own there', () => {
  const offered = (menu: string, where: RegExp): readonly string[] =>
    (contributes.menus[menu] ?? [])
      .filter(
        ({ when = '', group = '' }) =>
          where.test(when) && /\\b(?:phase|task)\\b/.test(when) && !group.startsWith('inline'),
      )
      .filter(({ command }) => command !== commands.showPlanGraph && command !== commands.openIssue)
      .map(({ command, when = '', group }) => `${command} ${when.slice(when.indexOf('=~ /\\b'))} ${group}`);
  const inGraph = offered('webview/context', /planGraph\$/);
  assert.ok(inGraph.length > 20);
  assert.deepEqual(inGraph, offered('view/item/context', /^view == phaseline\.plan /));
});

test('every setting is described, and has the default and the choices of the table', () => {
  const properties = contributes.configuration.properties;
  const expected = Object.fromEntries(
    Object.entries(defaultSettings).map(([key, value]) => [`phaseline.${key}`, value]),
  );
  assert.deepEqual(
    Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value])),
    expected,
  );
  for (const [key, property] of Object.entries(properties)) {
    const text = property['markdownDescription'] ?? property['description'];
    assert.ok(typeof text === 'string' && text.length > 20, key);
  }
  assert.deepEqual(properties['phaseline.issues.groupBy']?.enum, [...issueGroupings]);
});

test('the severity of exactly the codes that there are can be set, to exactly the levels that there are', () => {
  const setting = contributes.configuration.properties['phaseline.plan.severities'];
  assert.deepEqual(setting?.['propertyNames'], { enum: rules.map(({ code }) => code) });
  assert.deepEqual(setting?.['additionalProperties'], { type: 'string', enum: [...levels] });
});

test('hooks of the settings follow the same moments as hooks of plans', () => {
  const items = contributes.configuration.properties['phaseline.hooks']?.['items'];
  assert.ok(JSON.stringify(items).includes(JSON.stringify(Object.keys(hookMoments))));
});

test('what could start a program is taken from nobody’s untrusted folder', () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  for (const key of [
    'phaseline.hooks',
    'phaseline.agent',
    'phaseline.claudeFlow.path',
    'phaseline.claudeFlow.version',
  ]) {
    assert.ok(restrictedConfigurations.includes(key), key);
  }
});

test('each of our colours is defined for every kind of theme', () => {
  for (const { id, defaults } of contributes.colors) {
    assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light'], id);
  }
});

test('scripts and prompts in a plan are edited as what they are: the grammar gives the scopes that say so', () => {
  for (const { path: file, embeddedLanguages } of contributes.grammars) {
    if (embeddedLanguages === undefined) continue;
    const grammar = readFileSync(path.join(root, file), 'utf8');
    assert.deepEqual([...new Set(Object.values(embeddedLanguages))].sort(), ['markdown', 'shellscript']);
    for (const scope of Object.keys(embeddedLanguages))
      assert.match(grammar, new RegExp(`"(?:contentName|name)": "${scope}"`));
  }
});

test('what the server colours keeps the colour that the grammar gave it', () => {
  const types = new Set<string>(tokenTypes);
  const grammar = readFileSync(path.join(root, 'syntaxes/phaseplan.tmLanguage.json'), 'utf8');
  for (const { scopes } of contributes.semanticTokenScopes) {
    for (const [type, names] of Object.entries(scopes)) {
      assert.ok(types.has(type), type);
      for (const name of names) assert.ok(grammar.includes(`"${name}"`), name);
    }
  }
});

test('the README lists every command of the palette and every setting with its default', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const listed = new Set(readme.split('\n').flatMap((line) => line.split(/ · | \| |^\| | \|$/)));
  const hidden = (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
  const notHidden = contributes.commands.filter((one) => !hidden.some(({ command }) => command === one.command));
  for (const { title } of notHidden) assert.ok(listed.has(title), title);
  for (const [name, { default: usual }] of Object.entries(contributes.configuration.properties))
    assert.ok(readme.includes(`| \`${name}\` | \`${JSON.stringify(usual)}\` | `), name);
});
