import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import { readdirSync } from 'node:fs';
import ts from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));
const say = 'Features never import each other: fill a <Slot>, react to a fact, or lift the piece to components/ui or lib.';

/** A feature may import itself, app/, lib/, components/ui; ui and lib may not import a feature. */
const borders = [
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: features.filter((other) => other !== name).map((other) => ({ group: [`**/features/${other}`, `**/features/${other}/**`, `../**/${other}/**`], message: say })) }] },
  })),
  { files: ['src/lib/**', 'src/components/**'], rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['**/features/**'], message: say }] }] } },
];

/** Times are the hospital's: this browser may stand in another zone. `lib/time` and `lib/wall` know both. */
const clock = [
  { selector: "CallExpression[callee.property.name=/^(getTimezoneOffset|getHours|getMinutes|getDate|getDay|getMonth|getFullYear|toLocaleDateString|toLocaleTimeString)$/]", message: "That is this browser's clock: use wallOf, dayKey or useToday with the hospital's zone." },
  { selector: "JSXAttribute[name.name='type'][value.value='datetime-local']", message: "Ask for a moment with <MomentInput>: on the hospital's clock, and it says so." },
  { selector: "NewExpression[callee.property.name='DateTimeFormat']:not(:has(Property[key.name='timeZone']))", message: 'Say the zone: timeZone.' },
  { selector: "CallExpression[callee.property.name='slice'][callee.object.callee.property.name='toISOString']", message: 'That is the day in Greenwich: use dayKey or useToday.' },
  { selector: "CallExpression[callee.property.name='slice'][callee.object.property.name=/(_at|^at|^until)$/][arguments.1.value=10]", message: 'That is the day in Greenwich: use dayKey.' },
  { selector: "NewExpression[callee.name='Date'] > TemplateLiteral", message: "That is this browser's clock: use momentOf or endOfDay with the hospital's zone." },
];

export default ts.config(
  { ignores: ['dist', 'src/lib/schema.d.ts', 'public'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  a11y.flatConfigs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'No HTML from strings.' },
        { selector: "CallExpression[callee.object.name='console'][callee.property.name='log']", message: 'No logging: it may carry clinical text.' },
        ...clock],
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['tabpanel'], tags: ['main'] }],
    },
  },
  { files: ['scripts/**', 'plugins/**', '*.config.*'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } }, rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/lib/time.ts', 'src/lib/wall.ts', 'src/components/ui/MomentInput.tsx', '**/*.test.{ts,tsx}'], rules: { 'no-restricted-syntax': 'off' } },
  ...borders,
);
