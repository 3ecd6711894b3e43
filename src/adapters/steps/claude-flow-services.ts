import { createCipheriv, randomBytes, scryptSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { fieldsOf } from '../claude-flow/answer.ts';
import { fileFailure } from '../files.ts';
import { type Acting, type CarryOut, contextValue, unavailable, writeInside } from './action.ts';
import { callTool, ignoredRemark, printTool, refused } from './claude-flow-calls.ts';
import { reportPage } from './report-page.ts';

/** Neural, memory, performance and GitHub actions of claude-flow, over its MCP server. */
export const claudeFlowServices = {
  'claude-flow.neural-train': neuralTrain,
  'claude-flow.neural-validate': neuralValidate,
  'claude-flow.neural-predict': neuralPredict,
  'claude-flow.neural-status': (at) => printTool(at, 'neural_status', { detailed: at.given.boolean('detailed') }),
  'claude-flow.neural-export': neuralExport,
  'claude-flow.memory-store': memoryStore,
  'claude-flow.memory-retrieve': memoryRetrieve,
  'claude-flow.memory-search': (at) => {
    const { given } = at;
    return printTool(at, 'memory_search', {
      query: given.text('query'),
      namespace: given.text('namespace'),
      limit: given.number('limit'),
    });
  },
  'claude-flow.memory-backup': memoryBackup,
  'claude-flow.performance-monitor': performanceMonitor,
  'claude-flow.performance-report': performanceReport,
  'claude-flow.bottleneck-analyze': (at) => {
    const args = { component: at.given.text('component'), threshold: at.given.number('threshold') };
    return printTool(at, 'performance_bottleneck', args, ignoredRemark(at, ['metrics']));
  },
  'claude-flow.github-repo-analyze': (at) => {
    const { given } = at;
    const deep = given.text('depth') === undefined ? undefined : given.text('depth') === 'deep';
    const args = { ...repository(at), branch: given.text('branch'), deep };
    return printTool(at, 'github_repo_analyze', args, ignoredRemark(at, ['analysis-type']));
  },
  'claude-flow.github-pr-manage': (at) => {
    const args = { ...repository(at), action: at.given.text('action'), prNumber: at.given.number('pr-number') };
    return printTool(at, 'github_pr_manage', args, ignoredRemark(at, ['auto-merge']));
  },
} satisfies Readonly<Record<string, CarryOut>>;

const modelTypes = ['moe', 'transformer', 'classifier', 'embedding'];

/** Given no data it calls a model ready that learned nothing (measured, 3.43), which is no success here. */
async function neuralTrain(at: Acting): Promise<Result<string>> {
  const { given } = at;
  const type = given.text('pattern-type') ?? '';
  const answer = await callTool(at, 'neural_train', {
    modelType: modelTypes.includes(type) ? type : 'moe',
    epochs: given.number('epochs'),
    modelId: given.text('model-id'),
    learningRate: given.number('learning-rate'),
  });
  if (!answer.ok) return answer;
  if (fieldsOf(answer.value.body)['patternsStored'] === 0) {
    return refused(
      'neural_train',
      'it called the model ready, but learned nothing: it has no patterns to learn from yet',
    );
  }
  return ok(`${answer.value.text}\n${ignoredRemark(at, ['training-data'])}\n`);
}

async function neuralValidate(at: Acting): Promise<Result<string>> {
  const answer = await callTool(at, 'neural_status', { modelId: at.given.text('model-id') });
  if (!answer.ok) return answer;
  const models = fieldsOf(fieldsOf(answer.value.body)['models'] ?? null);
  const accuracy = models['avgAccuracy'];
  const threshold = at.given.number('threshold') ?? 0;
  if (typeof accuracy !== 'number' || models['total'] === 0) return refused('neural_status', 'it has no trained model');
  if (accuracy < threshold) return refused('neural_status', `expected an accuracy >= ${threshold}, found ${accuracy}`);
  return ok(`${answer.value.text}\naccuracy ${accuracy}\n`);
}

async function neuralPredict(at: Acting): Promise<Result<string>> {
  const answer = await callTool(at, 'neural_predict', {
    input: at.given.text('input'),
    modelId: at.given.text('model-id'),
  });
  if (!answer.ok) return answer;
  const { predictions, _note: note } = fieldsOf(answer.value.body);
  const none = Array.isArray(predictions) && predictions.length === 0;
  if (none) return refused('neural_predict', typeof note === 'string' ? note : 'it predicted nothing');
  return ok(`${answer.value.text}\n${ignoredRemark(at, ['confidence', 'explain'])}\n`);
}

async function neuralExport(at: Acting): Promise<Result<string>> {
  const answer = await callTool(at, 'neural_patterns', { action: 'list', limit: 100 });
  if (!answer.ok) return answer;
  const { total } = fieldsOf(answer.value.body);
  const name = (at.given.text('model') ?? 'patterns').replace(/(?:\.json)?$/, '.json');
  const compress = at.given.boolean('compress') === true;
  const file = path.join(at.given.text('path') ?? '.', compress ? `${name}.gz` : name);
  const written = await writeInside(at, file, compress ? gzipSync(answer.value.text) : answer.value.text);
  return written.ok ? ok(`${typeof total === 'number' ? total : 'some'} patterns written to ${file}\n`) : written;
}

function memoryStore(at: Acting): Promise<Result<string>> {
  const { given } = at;
  const title = contextValue(at, 'task.title') ?? contextValue(at, 'phase.title') ?? contextValue(at, 'plan.title');
  return printTool(at, 'memory_store', {
    key: given.text('key'),
    value: given.text('value') ?? title ?? '',
    namespace: given.text('namespace'),
    ttl: given.number('ttl'),
  });
}

async function memoryRetrieve(at: Acting): Promise<Result<string>> {
  const key = at.given.text('key');
  const answer = await callTool(at, 'memory_retrieve', { key, namespace: at.given.text('namespace') });
  if (!answer.ok) return answer;
  const { found, value } = fieldsOf(answer.value.body);
  if (found !== true) return refused('memory_retrieve', `nothing is stored as ${key ?? ''}`);
  return ok(`${typeof value === 'string' ? value : JSON.stringify(value ?? null)}\n`);
}

/** claude-flow writes its export where it is told; it is told a folder of ours, and what comes out is packed from there. */
async function memoryBackup(at: Acting): Promise<Result<string>> {
  const { given } = at;
  const key = process.env['PHASELINE_BACKUP_KEY'];
  const encrypt = given.boolean('encrypt') === true;
  if (encrypt && !key) return unavailable(at, 'it encrypts with the key in PHASELINE_BACKUP_KEY, and there is none');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'phaseline-memory-'));
  try {
    const exported = path.join(folder, 'memory.json');
    const answer = await callTool(at, 'memory_export', { outputPath: exported, format: 'json' });
    if (!answer.ok) return answer;
    const plain = await readFile(exported).then(ok, (error: unknown) => fail(fileFailure('read', exported, error)));
    if (!plain.ok) return plain;
    const packed = given.boolean('compress') === true ? gzipSync(plain.value) : plain.value;
    const content = encrypt && key ? encrypted(packed, key) : packed;
    const file = given.text('path') ?? 'memory-backup.json';
    const written = await writeInside(at, file, content);
    return written.ok ? ok(`${answer.value.text}\n${content.length} bytes written to ${file}\n`) : written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** AES-256-GCM under a key that scrypt makes of the pass phrase: `PHASELINE1`, 16 bytes of salt, 12 of nonce, 16 of tag, then the content. */
function encrypted(content: Uint8Array, phrase: string): Buffer {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(phrase, salt, 32), nonce);
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.from('PHASELINE1'), salt, nonce, cipher.getAuthTag(), body]);
}

/** One reading. A file that went on changing by itself would set off the hooks of edits again and again. */
async function performanceMonitor(at: Acting): Promise<Result<string>> {
  const answer = await callTool(at, 'performance_metrics', { metric: 'all' });
  if (!answer.ok) return answer;
  const file = at.given.text('export-path');
  if (file === undefined) return ok(`${answer.value.text}\n`);
  const written = await writeInside(at, file, `${answer.value.text}\n`);
  const remark = ignoredRemark(at, ['interval', 'metrics']);
  return written.ok ? ok(`One reading written to ${file}\n${remark}\n`) : written;
}

async function performanceReport(at: Acting): Promise<Result<string>> {
  const { given } = at;
  const answer = await callTool(at, 'performance_report', {
    format: 'detailed',
    timeRange: given.text('timeframe'),
    components: given.list('components'),
  });
  if (!answer.ok) return answer;
  const file = given.text('export');
  const text = shaped(answer.value.body, answer.value.text, given.text('format'));
  if (file === undefined) return ok(text);
  const written = await writeInside(at, file, text);
  return written.ok ? ok(`The report was written to ${file}\n`) : written;
}

function shaped(body: Json, text: string, format: string | undefined): string {
  if (format === 'html') return reportPage('Performance', body);
  return format === 'md' ? `# Performance\n\n\`\`\`json\n${text}\n\`\`\`\n` : `${text}\n`;
}

/** claude-flow wants owner and name apart. */
function repository({ given }: Acting): { owner?: string; repo?: string } {
  const [owner, repo] = given.text('repo')?.split('/') ?? [];
  if (owner === undefined) return {};
  return repo === undefined ? { repo: owner } : { owner, repo };
}
