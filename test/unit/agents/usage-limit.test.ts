import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentEnd } from '../../../src/agents/agent.ts';
import { usageLimitOf } from '../../../src/agents/usage-limit.ts';

const now = new Date(2026, 10, 25, 14, 0).getTime();
const minute = 60_000;
const failed = (detail: string, stop: AgentEnd['stop'] = 'failed'): AgentEnd => ({ stop, detail, denied: [] });
const pause = (detail: string, stop?: AgentEnd['stop']): number | undefined => {
  const until = usageLimitOf(failed(detail, stop), now);
  return until === undefined ? undefined : (until - now) / minute;
};

test('the moment that agents name is waited for, in each of their ways to name it', () => {
  assert.equal(pause(`Claude AI usage limit reached|${now / 1000 + 600}`), 10);
  assert.equal(pause('5-hour limit reached ∙ resets 3pm'), 60);
  assert.equal(pause("You've hit your limit · resets at 15:30 (Europe/Berlin)"), 90);
  assert.equal(pause("You've hit your usage limit. Upgrade to Pro or try again in 2 hours 5 minutes."), 125);
  assert.equal(pause('You’ve hit your usage limit. Visit a.b/c to purchase more credits or try again at 3:04 PM.'), 64);
  assert.equal(pause('You’ve hit your usage limit. Try again at Nov 26th, 2026 7:03 AM.'), 17 * 60 + 3);
  assert.equal(pause('You exceeded your current quota. Please retry in 30.0s.'), 0.5);
  assert.equal(pause(`rate limit: retry at ${new Date(now + 3 * minute).toISOString()}`), 3);
  assert.equal(pause('weekly limit reached ∙ resets 1pm'), 23 * 60, 'tomorrow');
});

test('without a moment, or with one that is days away, the pause has an end all the same', () => {
  assert.equal(pause('API Error: 429 {"type":"error","error":{"type":"rate_limit_error"}}'), 15);
  assert.equal(pause('weekly limit reached, try again in 6 days'), 24 * 60);
  assert.equal(pause(`usage limit reached|${now / 1000 - 600}`), 0, 'it is over already');
});

test('another failure is no usage limit, and neither is a turn that ended well', () => {
  assert.equal(pause('Internal error: API down'), undefined);
  assert.equal(pause('the test allows a limit of 429 ms'), undefined);
  for (const full of [
    'EDQUOT: disk quota exceeded, write',
    'Disc quota exceeded',
    'over its data quota',
    'inode quota reached',
  ])
    assert.equal(pause(full), undefined, full);
  assert.equal(pause('disk quota exceeded; then: quota exceeded'), 15);
  assert.equal(pause('usage limit reached', 'end_turn'), undefined);
  assert.equal(pause('usage limit reached', 'cancelled'), undefined);
});
