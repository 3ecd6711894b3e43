import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunnerConnection } from '../../../src/adapters/ipc/client.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import { RunnerLink } from '../../../src/extension/link/link.ts';
import { emptyModel, type Model } from '../../../src/extension/model.ts';
import { Store } from '../../../src/extension/store.ts';
import type { IssuesState, Notifications, RequestName } from '../../../src/protocol/requests.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { events, phaseStarted, started, taskStarted } from './fixtures.ts';

const history = events('r1', [started, phaseStarted, taskStarted('api', 'The API')]);

/** A runner in memory: it remembers events, and what it was asked. */
class Runner {
  readonly asked: string[] = [];
  readonly events: RunEvent[] = [];
  readonly told = new Emitter<RunEvent>();
  readonly closed = new Emitter<void>();
  connections = 0;
  /** Told between the request and its answer, as a busy runner would. */
  meanwhile: readonly RunEvent[] = [];

  connect(): Result<RunnerConnection> {
    this.connections += 1;
    const request = async (name: RequestName, params: unknown): Promise<Result<never>> => {
      this.asked.push(`${name} ${JSON.stringify(params)}`);
      const known = [...this.events];
      for (const event of this.meanwhile) this.told.emit(event);
      // The answers of this double are only those that the test is about.
      if (name === 'subscribe') return JSON.parse(JSON.stringify(ok({ events: known })));
      return JSON.parse(JSON.stringify(ok({ state: 'none' })));
    };
    return ok({
      request,
      onEvent: this.told.listen,
      onIssues: new Emitter<IssuesState>().listen,
      onIssuesChanged: new Emitter<Notifications['issuesChanged']>().listen,
      onHalted: new Emitter<Notifications['halted']>().listen,
      onTranscript: new Emitter<Notifications['transcript']>().listen,
      onClose: this.closed.listen,
      dispose: () => this.closed.emit(),
    });
  }
}

const make = (runner: Runner, trusted = true): { link: RunnerLink; model: Store<Model> } => {
  const model = new Store<Model>({ ...emptyModel, trusted });
  return { model, link: new RunnerLink('/w', model, async () => runner.connect()) };
};

test('in an untrusted folder no runner is asked for', async () => {
  const runner = new Runner();
  const { link } = make(runner, false);
  assert.deepEqual(await link.request('issues.load', {}), fail({ kind: 'untrusted', folder: '/w' }));
  assert.equal(runner.connections, 0);
});

test('the past is folded once, what happens meanwhile comes after it, and only that is news', async () => {
  const runner = new Runner();
  runner.events.push(...history.slice(0, 2));
  runner.meanwhile = history.slice(1);
  const { link, model } = make(runner);
  const news: string[] = [];
  link.onLiveEvent((event) => news.push(event.kind));
  await link.ensure();
  assert.equal(model.value.work.runs['r1']?.tasks['build/api']?.life, 'starting');
  assert.deepEqual(news, ['task.started']);
});

test('many requests at once share one connection', async () => {
  const runner = new Runner();
  const { link } = make(runner);
  await Promise.all([link.ensure(), link.request('issues.load', {}), link.ensure(false)]);
  assert.equal(runner.connections, 1);
});

test('a runner that cannot be started is said to have failed, and is tried again when asked', async () => {
  const model = new Store<Model>({ ...emptyModel, trusted: true });
  let tries = 0;
  const link = new RunnerLink('/w', model, async () => {
    tries += 1;
    return fail({ kind: 'runner-unreachable', folder: '/w', detail: '' });
  });
  assert.equal((await link.ensure()).ok, false);
  assert.equal(model.value.link.state, 'failed');
  await link.ensure();
  assert.equal(tries, 2);
});

test('after a broken line the cursor says what is known already', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const runner = new Runner();
  runner.events.push(...history);
  const { link } = make(runner);
  await link.ensure();
  t.mock.timers.tick(60_000);
  const again = new Promise<void>((resolve) => void link.onConnected(resolve));
  runner.closed.emit();
  await again;
  assert.equal(runner.connections, 2);
  assert.ok(runner.asked.includes('subscribe {"after":{"r1":3}}'));
});

test('a line that breaks at once is not made again by itself', async () => {
  const runner = new Runner();
  const { link, model } = make(runner);
  await link.ensure();
  runner.closed.emit();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(runner.connections, 1);
  assert.equal(model.value.link.state, 'off');
});
