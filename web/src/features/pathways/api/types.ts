/** What the server says about pathways being drawn, checked, tried, reviewed, published and migrated. */
export type Form = { schema: Record<string, unknown>; ui?: Record<string, unknown> };
export type Forms = Record<string, Form>;
export type Decisions = Record<string, string>;

export type BlockParam = { name: string; type: string; required: boolean; help: string };
export type Blocks = {
  steps: { name: string; title: string; help: string; params: BlockParam[]; result: string }[];
  forms: { key: string; title: string; processes: string[]; fields: { name: string; title: string; type: string; required: boolean }[] }[];
  roles: { code: string; name: string }[];
  messages: string[];
  functions: { name: string; signature: string; help: string; example: string }[];
  elements: { type: string; title: string; help: string }[];
  processes: { process_id: string; name: string }[];
};

export type Problem = { element_id: string; element_name: string; code: string; severity: 'error' | 'warning'; message: string; remedy: string };
export type Checked = { problems: Problem[]; ok: boolean; content_hash: string };

export type Person = { id: string; name: string };
export type DraftStatus = 'editing' | 'in_review' | 'approved' | 'published' | 'discarded';
export type DraftRow = {
  id: string; process_id: string; name: string; status: DraftStatus; version: number; author: Person | null; created_at: string; saved_at: string; base_number: number | null; mine: boolean;
};
export type Review = { id: string; verdict: 'approved' | 'rejected'; reason: string; reviewer: Person | null; created_at: string; current: boolean };
export type Draft = DraftRow & {
  xml: string; decisions: Decisions; forms: Forms; content_hash: string; submit_reason: string; reviews: Review[];
  published_number: number | null; active_number: number | null;
  /** Running cases per version number: they stay on theirs. */
  running_cases: Record<string, number>;
  may_edit: boolean; may_approve: boolean; may_publish: boolean;
};
export type Saved = { id: string; version: number; status: DraftStatus; saved_at: string; content_hash: string };

export type Change = { element_id: string; element_name: string; kind: 'added' | 'removed' | 'changed' | 'moved'; words: string };

export type Stop = { element_id: string; at: string; kind: string; choices?: Record<string, unknown> };
export type Run = { steps: Stop[]; data: Record<string, unknown>; ended: string | null; problem?: Problem | string | null };
export type Coverage = { elements: string[]; flows: string[]; missing: string[] };
export type Tried = { runs: Run[]; coverage: Coverage };
export type SavedTest = { id: string; name: string; script: Record<string, unknown>; expected: Record<string, unknown>; created_at: string };

export type PublishedVersion = { id: string; process_id: string; name: string; number: number; xml: string; decisions: Decisions; forms: Forms; active: boolean; published_at: string };

export type Verdict = 'ok' | 'blocked' | 'warning';
export type MigrationItem = { case_id: string; verdict: Verdict; reasons: string[]; status: string };
export type Migration = { id: string; process_id: string; status: 'planned' | 'applying' | 'applied' | 'undoing' | 'undone'; done: number; total: number; items: MigrationItem[]; mapping: Record<string, string> };
