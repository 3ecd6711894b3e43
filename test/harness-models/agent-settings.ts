// How real agents are turned to the scripted model: a HOME of their own, keys that are none, and nothing that goes elsewhere.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type AgentSettings = {
  readonly env: Readonly<Record<string, string>>;
  /** Words behind the command. */
  readonly args: readonly string[];
};

/** Writes what the agent needs into `home` (absolute, there already) and returns what it is started with. */
export type PrepareAgent = (home: string, url: string) => AgentSettings;

const key = 'not-a-key';

const atHome = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  USERPROFILE: home,
  XDG_CONFIG_HOME: path.join(home, '.config'),
  XDG_DATA_HOME: path.join(home, '.local', 'share'),
  XDG_STATE_HOME: path.join(home, '.local', 'state'),
  XDG_CACHE_HOME: path.join(home, '.cache'),
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** By the name under which the cache knows it. */
export const prepareAgent: Readonly<Record<string, PrepareAgent>> = {
  claude: (home, url) => ({
    env: {
      ...atHome(home),
      CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // The scripted model does not look for tools: all are laid before it.
      ENABLE_TOOL_SEARCH: 'false',
    },
    args: [],
  }),
  opencode: (home, url) => ({
    env: {
      ...atHome(home),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        model: 'scripted/scripted',
        small_model: 'scripted/scripted',
        autoupdate: false,
        share: 'disabled',
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            name: 'Scripted',
            options: { baseURL: `${url}/v1`, apiKey: key },
            models: { scripted: { name: 'scripted', limit: { context: 100_000, output: 4000 } } },
          },
        },
      }),
    },
    args: [],
  }),
  codex: (home, url) => {
    const folder = path.join(home, '.codex');
    const provider = [
      `name = "Scripted"`,
      `base_url = "${url}/v1"`,
      `wire_api = "responses"`,
      `env_key = "SCRIPTED_KEY"`,
    ];
    write(
      path.join(folder, 'config.toml'),
      [`model = "scripted"`, `model_provider = "scripted"`, '', '[model_providers.scripted]', ...provider, ''].join(
        '\n',
      ),
    );
    return { env: { ...atHome(home), CODEX_HOME: folder, SCRIPTED_KEY: key }, args: [] };
  },
  gemini: (home, url) => {
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' } },
      general: { disableAutoUpdate: true },
      privacy: { usageStatisticsEnabled: false },
    };
    write(path.join(home, '.gemini', 'settings.json'), JSON.stringify(settings));
    return { env: { ...atHome(home), GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: key }, args: ['--skip-trust'] };
  },
  qwen: (home, url) => {
    const settings = {
      tools: { toolSearch: { enabled: false } },
      security: { auth: { selectedType: 'openai' } },
      model: { name: 'scripted' },
      general: { disableAutoUpdate: true },
      privacy: { usageStatisticsEnabled: false },
    };
    write(path.join(home, '.qwen', 'settings.json'), JSON.stringify(settings));
    // Over ACP it else speaks its first words before it knows what servers offer.
    const env = {
      QWEN_CODE_LEGACY_MCP_BLOCKING: '1',
      OPENAI_API_KEY: key,
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_MODEL: 'scripted',
    };
    return { env: { ...atHome(home), ...env }, args: [] };
  },
};
