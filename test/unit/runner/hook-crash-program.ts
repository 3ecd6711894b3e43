// One life of the part of the runner that keeps hooks, which ends itself with SIGKILL at a step of its journal that has not had all its deaths.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/adapters/clock.ts';
import { hashOf } from '../../../src/adapters/content.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import type { Payload, RunEvent } from '../../../src/run/events.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { postEdit, realHooks } from './real-hooks.ts';

const [folder = '', events = '0', times = '1'] = process.argv.slice(2);
const deaths = path.join(folder, '.phaseline', 'deaths');
const died = new Map<string, number>();
if (existsSync(deaths))
  for (const step of readFileSync(deaths, 'utf8').split('\n')) died.set(step, (died.get(step) ?? 0) + 1);

/** Dies here unless it has often enough; every other time a moment later, when a hook may have done its work. */
function perhapsDie(step: string): void {
  const before = died.get(step) ?? 0;
  if (before >= Number(times)) return;
  died.set(step, before + 1);
  const die = (): void => {
    appendFileSync(deaths, `${step}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  if (before % 2 === 0) die();
  else setTimeout(die, (before * 7) % 23);
}

class DeadlyLog extends EventLog {
  override record(...[run, at, payload]: Parameters<EventLog['record']>): RunEvent {
    const name = this.#nameOf(run, payload);
    perhapsDie(`before ${name}`);
    const event = super.record(run, at, payload);
    perhapsDie(`after ${name}`);
    return event;
  }

  override recordAll(...[run, at, payloads]: Parameters<EventLog['recordAll']>): readonly RunEvent[] {
    for (const payload of payloads) perhapsDie(`before ${this.#nameOf(run, payload)}`);
    const events = super.recordAll(run, at, payloads);
    for (const payload of payloads) perhapsDie(`after ${this.#nameOf(run, payload)}`);
    return events;
  }

  #nameOf(run: string, payload: Payload): string {
    const subject = 'hook' in payload ? payload.hook.replace(/^[^/]*/, fileOf(this.eventsOf(run), payload.hook)) : '';
    return `${payload.kind} ${payload.kind === 'edit' ? payload.path : subject}`;
  }
}

/** Ids are new in each life until they are on record; files are not. */
const fileOf = (known: readonly RunEvent[], hook: string): string => {
  const edit = known.find((event) => event.kind === 'edit' && hook.startsWith(event.id));
  return edit?.kind === 'edit' ? edit.path : '';
};

const log = new DeadlyLog(workspaceFolders(folder).journal, systemClock);
log.load();
const hooks = realHooks(folder, log);
const record = { kind: 'shell', shell: 'sh', script: 'echo "$PHASELINE_EVENT" >> .phaseline/recorded' } as const;
hooks.follow(postEdit(record, { files: ['*.txt'] }));
const known = new Set(log.eventsOf('workspace').flatMap((event) => (event.kind === 'edit' ? [event.path] : [])));
for (let n = 0; n < Number(events); n += 1) {
  const file = `${n}.txt`;
  if (known.has(file)) continue;
  writeFileSync(path.join(folder, file), file);
  await hooks.driver.report([{ path: file, change: 'created', hash: hashOf(file) }]);
}
await hooks.driver.idle('workspace');
await hooks.end();
process.stdout.write('done');
