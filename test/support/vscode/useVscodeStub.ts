import { registerHooks } from 'node:module';

const STUB = new URL('./stub.ts', import.meta.url).href;

// The editor's module exists only inside the editor. Files that need it have to be imported after this one.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: STUB, shortCircuit: true } : next(specifier, context),
});
