import { sentence } from '../../protocol/explain.ts';
import type { Home } from '../home.ts';
import { asIs } from '../say/words.ts';
import { hookCard } from '../views/hooks/rows.ts';
import { traceDocument } from '../views/hooks/trace.ts';
import { evidenceCard } from '../views/plan/criterion-rows.ts';
import { questionText } from './question.ts';

/** Names the documents that stay true to the model. */
export function addSources(home: Home): void {
  const { documents, model } = home;
  const fromModel = (text: (key: string) => string) => ({
    text,
    watch: (key: string, changed: () => void) => {
      let before = text(key);
      return model.onChange(() => {
        const now = text(key);
        if (now === before) return;
        before = now;
        changed();
      });
    },
  });
  documents.source('transcript', home.transcripts);
  documents.source(
    'question',
    fromModel((key) => questionText(model.value, key)),
  );
  documents.source('hook-trace', {
    text: async (path) => {
      const explained = await home.link.request('hooks.explain', { on: 'post-edit', files: [path] });
      return explained.ok
        ? explained.value.traces.map((trace) => traceDocument(trace)).join('\n')
        : sentence(explained.error);
    },
    watch: (_path, changed) => {
      let before = model.value.work;
      return model.onChange(() => {
        const { work } = model.value;
        if (work.hooks !== before.hooks || work.hooksPaused !== before.hooksPaused) changed();
        before = work;
      });
    },
  });
  documents.source(
    'hook',
    fromModel((key) => {
      const entry = model.value.work.hooks.find(({ hook }) => hook === key);
      return entry === undefined ? 'This hook is not remembered any more.' : hookCard(entry, asIs);
    }),
  );
  documents.source(
    'evidence',
    fromModel((key) => {
      const slash = key.indexOf('/');
      const evidence = model.value.work.runs[key.slice(0, slash)]?.evidence[key.slice(slash + 1)];
      return evidence === undefined
        ? 'There is no evidence yet.'
        : evidenceCard({ title: evidence.title, check: '' }, evidence, asIs);
    }),
  );
}
