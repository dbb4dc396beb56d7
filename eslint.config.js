import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const world =
  'Only src/cli/io.ts, processPrograms.ts and start.ts touch the world: ask for it in Io, and hand the answer down as data.';

export default tseslint.config(
  { ignores: ['dist', 'build', 'coverage', 'node_modules'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      'id-denylist': ['error', 'iface', 'pkt', 'addr', 'ctx', 'cfg', 'utils'],
      'no-warning-comments': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSEnumDeclaration',
          message: 'A closed set is a union of literals; an open one a registry.',
        },
      ],
    },
  },
  { files: ['src/**/*.ts', 'grammar/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines': ['error', 350] } },
  {
    files: ['src/**/*.ts', 'grammar/**/*.ts'],
    ignores: ['src/cli/io.ts', 'src/cli/processPrograms.ts', 'src/cli/start.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'performance', 'navigator'].map(
          (name) => ({ name, message: world }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: world },
        { object: 'Math', property: 'random', message: 'A draw is a question: the walk forks on it.' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        module: 'writable',
        require: 'readonly',
      },
    },
  },
);
