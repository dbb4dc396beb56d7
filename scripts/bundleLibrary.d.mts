/** The library as one module that imports nothing, so that it runs in Node.js and in a browser. Gives its bytes. */
export function bundleLibrary(entryPoint?: string): Promise<Uint8Array>;
