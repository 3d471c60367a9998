/** What the server says about pathways being drawn, checked, tried, reviewed, published and migrated. */
import type { Reply, Schema } from '@/lib/api';

export type Form = { schema: Record<string, unknown>; ui?: Record<string, unknown> };
export type Forms = Record<string, Form>;
export type Decisions = Record<string, string>;

export type Blocks = Reply<'/api/building-blocks', 'get'>;
export type Problem = Schema<'PathwayProblem'>;

export type DraftStatus = 'editing' | 'in_review' | 'approved' | 'published' | 'discarded';
type Stated<Shape> = Omit<Shape, 'status' | 'forms'> & { status: DraftStatus };
export type DraftRow = Stated<Schema<'DraftRow'>>;
export type Draft = Stated<Reply<'/api/process-drafts/{draft_id}', 'get'>> & { forms: Forms };
export type Saved = Stated<Reply<'/api/process-drafts/{draft_id}', 'put'>>;

export type Change = { element_id: string; element_name: string; kind: 'added' | 'removed' | 'changed' | 'moved'; words: string };
export type Difference = { from: number | null; to: number | null; from_xml: string; to_xml: string; changes: Change[] };
export type Answer = { value: unknown; type: string | null; problem: { code: string; message: string; position: number | null } | null; masked: boolean; names: string[] };

export type Run = Schema<'TryRun'>;
export type Tried = Reply<'/api/process-drafts/{draft_id}/try', 'post'>;
export type SavedTest = Schema<'PathwayTest'>;

export type PublishedVersion = Omit<Reply<'/api/process-drafts/{draft_id}/publish', 'post'>, 'forms'> & { forms: Forms };

export type Verdict = 'ok' | 'blocked' | 'warning';
export type MigrationItem = {
  case_id: string; started_at: string; case_status: string; at: string[]; verdict: Verdict; status: string; reasons: { element_id: string; element_name: string; code: string; message: string }[];
};
export type Migration = {
  id: string; process_id: string; status: 'planned' | 'applying' | 'applied' | 'undoing' | 'undone'; reason: string; from: number; to: number; mapping: Record<string, string>;
  done: number; total: number; items: MigrationItem[]; unmapped: { element_id: string; element_name: string; cases: number }[];
  /** Cases on the old version beside these: plan another one. */
  remaining: number;
};
