import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { castsSayWhy } from './casts-say-why.mjs';

const pure = 'domain/ and read-models/ are pure: hand it in as an argument (docs/decisions).';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: `${import.meta.dirname}/..` } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Taking a field out of an object is what the rest pattern is for.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: [{ name: 'bigint', from: 'lib' }] },
      ],
      // Empty until the first event changes its shape (docs/decisions/0029).
      '@typescript-eslint/no-empty-object-type': ['error', { allowWithName: '^StoredVersions$' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'better-sqlite3',
              message:
                'Which driver loads depends on Node: open databases by openSqlite (src/adapters/sqlite/driver.ts).',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { house: { rules: { 'casts-say-why': castsSayWhy } } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      'house/casts-say-why': 'error',
      // Hundreds of small files, which are loaded where they are first needed: a verb of the command line starts quickly.
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^@stdlib/'] }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      complexity: ['error', 8],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/domain/**/*.ts', 'src/read-models/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ClassDeclaration', message: `No class: plain data and functions; ${pure}` },
        { selector: 'ThrowStatement', message: 'No throw: a decision is returned, and evolve never fails.' },
        {
          selector: 'SwitchStatement > SwitchCase[test=null]',
          message: 'No default: the compiler shall name the forgotten case.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `No clock; ${pure}` },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: `No clock; ${pure}`,
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: `No randomness; ${pure}`,
        },
      ],
      'no-restricted-globals': ['error', 'process', 'console', 'setTimeout', 'fetch'],
    },
  },
  {
    files: ['src/domain/**/*.ts', 'src/read-models/**/projection.ts'],
    rules: {
      'no-restricted-properties': 'off',
      '@typescript-eslint/require-await': 'error',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { module: 'writable', process: 'readonly', console: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
