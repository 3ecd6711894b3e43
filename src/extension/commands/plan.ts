import path from 'node:path';
import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { showPlanGraph } from '../board/plan-graph.ts';
import type { Home } from '../home.ts';
import { templates } from '../plans/templates.ts';
import { plural } from '../say/words.ts';
import { ask, choose } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { runCli } from './own-cli.ts';

/** The plan that a command is about: the file or row it was called from, the only one, or the one that the person chooses. */
export async function planOf(home: Home, { subject, file }: Call): Promise<Result<string>> {
  if (file !== undefined && isPlanFile(file)) return ok(home.plans.relative(file));
  if ((subject.kind === 'phase' || subject.kind === 'task') && subject.plan !== '') return ok(subject.plan);
  if (home.model.value.plans === undefined) await home.plans.find();
  const { plans = [], active } = home.model.value;
  const [only] = plans;
  if (only === undefined) return fail({ kind: 'no-such', what: 'plan', name: '', known: [] });
  if (plans.length === 1) return ok(only);
  const chosen = await choose(
    'Which plan?',
    [...plans]
      .sort((a, b) => Number(b === active?.path) - Number(a === active?.path))
      .map((value) => ({
        label: path.posix.basename(value),
        description: path.posix.dirname(value) === '.' ? '' : path.posix.dirname(value),
        value,
      })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}

const isPlanFile = (uri: vscode.Uri): boolean => /(^|[/.])phaseplan\.ya?ml$/.test(uri.path);

/** Saves what an editor holds of the plan: the runner reads it from disk. */
export async function savePlan(home: Home, plan: string): Promise<void> {
  const uri = home.plans.uri(plan).toString();
  await vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri)?.save();
}

export const planCommands = {
  [commands.openPlan]: async (home, call) => {
    const plan = await planOf(home, call);
    if (!plan.ok) return plan;
    if (plan.value !== home.model.value.active?.path) await home.plans.activate(plan.value);
    await vscode.window.showTextDocument(home.plans.uri(plan.value));
    return ok(undefined);
  },

  [commands.newPlan]: async (home) => {
    const template = await choose(
      'New plan from template',
      templates.map((value) => ({ label: value.title, detail: value.description, value })),
    );
    if (template === undefined) return cancelled;
    const name = await ask({
      title: template.title,
      prompt: 'Name of the plan, as a short slug; the file is named after it.',
      value: template.name,
      check: (value) => (/^[a-z0-9][a-z0-9-]*$/.test(value) ? undefined : 'Small letters, digits and hyphens.'),
    });
    if (name === undefined) return cancelled;
    return writePlan(home, `${name}.phaseplan.yaml`, template.text.replaceAll('NAME', name));
  },

  [commands.importPlan]: async (home, { file }) => {
    const source = file ?? (await chooseMarkdown());
    if (source === undefined) return cancelled;
    const name = path.basename(source.fsPath).replace(/\.(md|markdown)$/i, '');
    const target = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.phaseplan.yaml`;
    const free = await freeToWrite(home, target);
    if (!free) return cancelled;
    const done = await runCli(home, ['import', source.fsPath, '-o', home.plans.uri(target).fsPath]);
    if (!done.ok) return done;
    const { exit, stderr } = done.value;
    home.log.info(`import of ${source.fsPath}: exit ${exit}\n${stderr}`);
    if (exit !== 0 && exit !== 1) return fail({ kind: 'plan-unreadable', file: source.fsPath, detail: stderr.trim() });
    await openNew(home, target);
    return ok(exit === 0 ? `Imported ${target}` : `Imported ${target}; some lines found no place: see the log`);
  },

  [commands.validatePlan]: async (home, call) => {
    const plan = await planOf(home, call);
    if (!plan.ok) return plan;
    const uri = home.plans.uri(plan.value);
    await vscode.window.showTextDocument(uri);
    const problems = vscode.languages.getDiagnostics(uri);
    const errors = problems.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
    if (problems.length === 0) return ok(`${plan.value}: no problem`);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    return ok(`${plan.value}: ${plural(errors, 'error')}, ${plural(problems.length - errors, 'other problem')}`);
  },

  [commands.showPlanGraph]: async (home, call) => {
    const isNamed = call.file !== undefined || call.subject.kind === 'phase' || call.subject.kind === 'task';
    const { active } = home.model.value;
    const plan = isNamed || active === undefined ? await planOf(home, call) : ok(active.path);
    if (!plan.ok) return plan;
    showPlanGraph(home, plan.value);
    return ok(undefined);
  },
} satisfies Handlers;

async function chooseMarkdown(): Promise<vscode.Uri | undefined> {
  const open = vscode.window.activeTextEditor?.document;
  if (open?.languageId === 'markdown' && open.uri.scheme === 'file') return open.uri;
  const found = await vscode.workspace.findFiles('**/*.md', '**/{node_modules,.git,.phaseline}/**', 300);
  return choose(
    'Import which Markdown plan?',
    found
      .map((value) => ({ label: vscode.workspace.asRelativePath(value), value }))
      .sort((a, b) => Number(/plan/i.test(b.label)) - Number(/plan/i.test(a.label)) || a.label.localeCompare(b.label)),
    'A document with phases, tasks and criteria',
  );
}

async function writePlan(home: Home, plan: string, text: string): Promise<Result<string | undefined>> {
  if (!(await freeToWrite(home, plan))) return cancelled;
  await vscode.workspace.fs.writeFile(home.plans.uri(plan), new TextEncoder().encode(text));
  await openNew(home, plan);
  return ok(`Created ${plan}`);
}

async function openNew(home: Home, plan: string): Promise<void> {
  await home.plans.find();
  await home.plans.activate(plan);
  await vscode.window.showTextDocument(home.plans.uri(plan));
}

async function freeToWrite(home: Home, plan: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(home.plans.uri(plan));
  } catch {
    return true;
  }
  const replace = 'Replace It';
  const detail = 'Its present content would be lost unless it is committed.';
  return (
    (await vscode.window.showWarningMessage(`${plan} is there already.`, { modal: true, detail }, replace)) === replace
  );
}
