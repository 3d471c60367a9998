/** The decision kit ships no types; the few things we use of it. */
declare module 'dmn-js-shared/lib/base/EditingManager' {
  export default class EditingManager {
    constructor(options: Record<string, unknown>);
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>;
    open(view: unknown): Promise<unknown>;
    getViews(): { type: string; element: { id: string } }[];
    getActiveViewer(): { get: (name: string) => unknown } | undefined;
    on(event: string, listener: (event: never) => void): void;
    destroy(): void;
    _getViewProviders(): unknown[];
  }
}
declare module 'dmn-js-decision-table/lib/Editor' {
  const Editor: new (...args: never[]) => object;
  export default Editor;
}
declare module 'dmn-js-shared/lib/util/ModelUtil' {
  export function is(element: unknown, type: string): boolean;
}
